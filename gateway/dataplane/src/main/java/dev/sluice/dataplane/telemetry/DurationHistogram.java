package dev.sluice.dataplane.telemetry;

import java.util.concurrent.atomic.LongAdder;

/** Counts of durations by bucket. Any thread adds without waiting; reading is for scrapes. */
final class DurationHistogram {
    /** Upper bounds in seconds, inclusive; the last is infinity. */
    private static final double[] BOUNDS = {0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60,
            Double.POSITIVE_INFINITY};
    private static final long[] BOUNDS_NANOS = new long[BOUNDS.length - 1];

    static {
        for (int i = 0; i < BOUNDS_NANOS.length; i++) BOUNDS_NANOS[i] = Math.round(BOUNDS[i] * 1e9);
    }

    private final LongAdder[] counts = new LongAdder[BOUNDS.length];
    private final LongAdder sumNanos = new LongAdder();

    DurationHistogram() {
        for (int i = 0; i < counts.length; i++) counts[i] = new LongAdder();
    }

    void add(long nanos) {
        int bucket = 0;
        while (bucket < BOUNDS_NANOS.length && nanos > BOUNDS_NANOS[bucket]) bucket++;
        counts[bucket].increment();
        sumNanos.add(nanos);
    }

    static double[] bounds() {
        return BOUNDS.clone();
    }

    /** Per bucket, not cumulated. */
    long[] counts() {
        var now = new long[counts.length];
        for (int i = 0; i < now.length; i++) now[i] = counts[i].sum();
        return now;
    }

    double sumSeconds() {
        return sumNanos.sum() / 1e9;
    }
}
