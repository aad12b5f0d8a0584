package dev.sluice.dataplane.telemetry;

import dev.sluice.dataplane.exchange.ExchangeRecord;

/** Writes the line of one request. One thread. */
interface LineWriter {
    void write(LineBuffer out, String node, ExchangeRecord record);
}
