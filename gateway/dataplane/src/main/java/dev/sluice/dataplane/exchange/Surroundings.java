package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.rules.decide.Dice;
import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What exchanges on one event loop share.
 *
 * @param world read once per request
 * @param clock wall clock, for the start of log lines and the Date field
 * @param requestIds random UUIDs
 */
public record Surroundings(EventLoop loop, Timeouts timeouts, Upstreams upstreams, Supplier<World> world, ExchangeLog log, InstantSource clock, Dice dice, Supplier<String> requestIds) {
    long nanos() {
        return loop.ticker().nanoTime();
    }
}
