package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.TurnClock;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A timeout of a connection that is moved often and seldom fires: moving it later costs no timer, the standing one looks again when it rings. On its
 * event loop only.
 */
final class Deadline {
    private final EventLoop loop;
    private final Runnable expired;
    private long at;
    private boolean armed;
    private long ringsAt = Long.MAX_VALUE;
    private @Nullable Future<?> bell;

    Deadline(EventLoop loop, Runnable expired) {
        this.loop = loop;
        this.expired = expired;
    }

    private long now() {
        return loop.ticker().nanoTime();
    }

    /** Zero is never. */
    void in(Duration time) {
        if (time.isZero()) {
            armed = false;
            return;
        }
        at = TurnClock.of(loop).nanos() + time.toNanos();
        armed = true;
        if (ringsAt == Long.MAX_VALUE || at - ringsAt < 0) ringAt(at);
    }

    void disarm() {
        armed = false;
    }

    /** For good: the connection is gone, nothing may hold on to it. */
    void cancel() {
        armed = false;
        Future<?> old = bell;
        if (old != null) old.cancel(false);
        ringsAt = Long.MAX_VALUE;
    }

    private void ringAt(long when) {
        Future<?> old = bell;
        if (old != null) old.cancel(false);
        ringsAt = when;
        bell = loop.schedule(() -> ring(when), Math.max(1, when - now()), TimeUnit.NANOSECONDS);
    }

    private void ring(long when) {
        if (when != ringsAt) return;
        ringsAt = Long.MAX_VALUE;
        if (!armed) return;
        if (at - now() > 0) ringAt(at);
        else {
            armed = false;
            expired.run();
        }
    }
}
