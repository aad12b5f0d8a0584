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

    /** @param timeout zero is never */
    void start(Duration timeout) {
        allowed = timeout.toNanos();
        if (allowed <= 0 || exchange.isFinished()) return;
        touched = exchange.around().nanosOfTurn();
        exchange.around().timeouts().set(this, allowed, touched);
    }

    /** It moved. */
    void touch() {
        touched = exchange.around().nanosOfTurn();
    }

    void stop() {
        exchange.around().timeouts().cancel(this);
    }

    @Override
    void ranOut() {
        if (exchange.isFinished()) return;
        long now = exchange.around().nanos();
        long left = touched + allowed - now;
        if (left > 0) exchange.around().timeouts().set(this, left, now);
        else
            exchange.idledOut();
    }
}
