package dev.sluice.dataplane.meters;

import java.util.concurrent.atomic.LongAdder;

/** Counts of one upstream cluster. Any thread; never waits. */
public final class ClusterMeters {
    private final LongAdder connects = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private final LongAdder active = new LongAdder();
    private final LongAdder retries = new LongAdder();
    private final LongAdder overflows = new LongAdder();
    private final LongAdder spliced = new LongAdder();

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

    /** So many bytes of a response's body went to the client inside the kernel. */
    public void spliced(int bytes) {
        spliced.add(bytes);
    }

    public long connects() {
        return connects.sum();
    }

    public long failures() {
        return failures.sum();
    }

    public long active() {
        return active.sum();
    }

    public long retries() {
        return retries.sum();
    }

    public long overflows() {
        return overflows.sum();
    }

    public long splicedBytes() {
        return spliced.sum();
    }
}
