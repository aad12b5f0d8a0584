package dev.sluice.dataplane.exchange;

import java.time.Duration;

/** Ends an exchange that nothing has moved for too long. It is not moved by each byte: it looks again when it runs out. */
final class IdleWatch extends Timeouts.Timeout {
    private final Exchange exchange;
    private long allowed;
    private long touched;

    IdleWatch(Exchange exchange) {
        this.exchange = exchange;
    }

    /** Zero is never. */
    void start(Duration timeout) {
        allowed = timeout.toNanos();
        touched = exchange.around().nanos();
        if (allowed > 0 && !exchange.isFinished()) exchange.around().timeouts().set(this, allowed);
    }

    void touch() {
        if (allowed > 0) touched = exchange.around().nanos();
    }

    void stop() {
        exchange.around().timeouts().cancel(this);
    }

    @Override
    void ranOut() {
        if (exchange.isFinished()) return;
        long left = touched + allowed - exchange.around().nanos();
        if (left > 0) exchange.around().timeouts().set(this, left);
        else
            exchange.idledOut();
    }
}
