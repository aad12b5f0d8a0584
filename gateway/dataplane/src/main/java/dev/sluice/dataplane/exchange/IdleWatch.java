package dev.sluice.dataplane.exchange;

import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Ends an exchange that nothing has moved for too long. One timer at most stands, and it is not moved by each byte: it looks again when it rings. */
final class IdleWatch {
    private final Exchange exchange;
    private long allowed;
    private long touched;
    private @Nullable Future<?> bell;

    IdleWatch(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Zero is never. */
    void start(Duration timeout) {
        allowed = timeout.toNanos();
        touched = exchange.around().nanos();
        if (allowed > 0 && !exchange.isFinished()) ringIn(allowed);
    }

    void touch() {
        if (allowed > 0) touched = exchange.around().nanos();
    }

    void stop() {
        Future<?> standing = bell;
        if (standing != null) standing.cancel(false);
    }

    private void ringIn(long nanos) {
        bell = exchange.around().loop().schedule(this::ring, nanos, TimeUnit.NANOSECONDS);
    }

    private void ring() {
        if (exchange.isFinished()) return;
        long left = touched + allowed - exchange.around().nanos();
        if (left > 0) ringIn(left);
        else
            exchange.idledOut();
    }
}
