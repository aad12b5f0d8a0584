package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.TurnClock;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.rules.decide.Dice;
import io.netty.channel.EventLoop;
import java.time.InstantSource;
import java.util.function.Supplier;

/**
 * What exchanges on one event loop share.
 *
 * @param world read once per request
 * @param clock wall clock, for the start of log lines and the Date field; read once in a turn of the loop
 * @param requestIds random UUIDs
 */
public record Surroundings(EventLoop loop, Timeouts timeouts, Upstreams upstreams, Supplier<World> world, ExchangeLog log, InstantSource clock, Dice dice, Supplier<String> requestIds) {
    public Surroundings {
        clock = new TurnInstants(loop, clock);
    }

    /** Exact, in nanoseconds of the loop's clock. */
    long nanos() {
        return loop.ticker().nanoTime();
    }

    /** As exact as a turn of the loop is short. */
    long nanosOfTurn() {
        return TurnClock.of(loop).nanos();
    }
}
