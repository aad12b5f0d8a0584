package dev.sluice.dataplane.exchange;

/**
 * Hears of each request once, when it is over, and of connections that came to none: access log and metrics. Called on event loops, several at a time;
 * must not block or throw.
 */
public interface ExchangeLog {
    ExchangeLog NONE = record -> {};

    void finished(ExchangeRecord record);

    default void refused(RefusedConnection connection) {}
}
