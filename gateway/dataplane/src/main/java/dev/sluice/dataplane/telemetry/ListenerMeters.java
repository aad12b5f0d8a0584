package dev.sluice.dataplane.telemetry;

import java.util.concurrent.atomic.LongAdder;

/** Counts of one listener. Any thread; never waits. */
public final class ListenerMeters {
    private final LongAdder accepted = new LongAdder();
    private final LongAdder connections = new LongAdder();
    private final LongAdder requests = new LongAdder();
    private final LongAdder refusedConnections = new LongAdder();
    private final LongAdder failedHandshakes = new LongAdder();

    ListenerMeters() {}

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

    /** Every request that is started must be told to {@link NodeTelemetry#ended} once. */
    public void requestStarted() {
        requests.increment();
    }

    void requestEnded() {
        requests.decrement();
    }

    long accepted() {
        return accepted.sum();
    }

    long activeConnections() {
        return connections.sum();
    }

    long activeRequests() {
        return requests.sum();
    }

    long refused() {
        return refusedConnections.sum();
    }

    long failedHandshakes() {
        return failedHandshakes.sum();
    }
}
