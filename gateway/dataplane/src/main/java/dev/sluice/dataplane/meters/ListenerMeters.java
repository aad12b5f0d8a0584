package dev.sluice.dataplane.meters;

import java.util.concurrent.atomic.LongAdder;

/** Counts of one listener. Any thread; never waits. */
public final class ListenerMeters {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder connections = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder refusedConnections = new LongAdder();
    private final LongAdder failedHandshakes = new LongAdder();

    public void connectionOpened() {
        accepted.increment();
        connections.increment();
    }

    public void connectionClosed() {
        connections.decrement();
    }

    /** Closed unserved, because a limit was reached. */
    public void connectionRefused() {
        refusedConnections.increment();
    }

    public void handshakeFailed() {
        failedHandshakes.increment();
    }

    /** Every request that is started must be ended once. */
    public void requestStarted() {
        requests.increment();
    }

    public void requestEnded() {
        requests.decrement();
    }

    public long accepted() {
        return accepted.sum();
    }

    public long activeConnections() {
        return connections.sum();
    }

    public long activeRequests() {
        return requests.sum();
    }

    public long refused() {
        return refusedConnections.sum();
    }

    public long failedHandshakes() {
        return failedHandshakes.sum();
    }
}
