package dev.sluice.dataplane.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * The time of an event loop, read at most once in a turn of it: for what need not be more exact than a turn is long, because nearly every request asks
 * several times. What must never run out early reads the loop's own clock. On that loop only.
 */
public final class TurnClock {
    private static final FastThreadLocal<@Nullable TurnClock> OWN = new FastThreadLocal<>();

    private final EventLoop loop;
    private final Runnable forget = this::forget;
    private boolean known;
    private long nanos;

    private TurnClock(EventLoop loop) {
        this.loop = loop;
    }

    /** That of {@code loop}; called on it. */
    public static TurnClock of(EventLoop loop) {
        TurnClock own = OWN.get();
        if (own != null && own.loop.equals(loop)) return own;
        var made = new TurnClock(loop);
        OWN.set(made);
        return made;
    }

    /** Nanoseconds of the loop's clock. */
    public long nanos() {
        if (!known) {
            nanos = loop.ticker().nanoTime();
            known = true;
            Flushes.of(loop).plan(forget);
        }
        return nanos;
    }

    private void forget() {
        known = false;
    }
}
