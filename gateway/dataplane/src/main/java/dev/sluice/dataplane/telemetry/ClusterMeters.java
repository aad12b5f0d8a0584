package dev.sluice.dataplane.telemetry;

import java.util.concurrent.atomic.LongAdder;

/** Counts of one upstream cluster. Any thread; never waits. */
public final class ClusterMeters {
    private final LongAdder connects = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder active = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder overflows = new LongAdder();

    ClusterMeters() {}

    /** A connection is ready. */
    public void connected() {
        connects.increment();
        active.increment();
    }

    /** A ready connection is gone. */
    public void disconnected() {
        active.decrement();
    }

    /** A connection could not be made. */
    public void connectFailed() {
        failures.increment();
    }

    public void retried() {
        retries.increment();
    }

    /** A limit of the cluster turned a request away. */
    public void overflowed() {
        overflows.increment();
    }

    long connects() {
        return connects.sum();
    }

    long failures() {
        return failures.sum();
    }

    long active() {
        return active.sum();
    }

    long retries() {
        return retries.sum();
    }

    long overflows() {
        return overflows.sum();
    }
}
