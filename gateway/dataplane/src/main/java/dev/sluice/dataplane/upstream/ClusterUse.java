package dev.sluice.dataplane.upstream;

import java.util.concurrent.atomic.AtomicInteger;

/** What the whole process uses of a cluster at this moment, so that its limits hold across event loops. Any thread. */
final class ClusterUse {
    final AtomicInteger connections = new AtomicInteger();
    final AtomicInteger pending = new AtomicInteger();
    final AtomicInteger requests = new AtomicInteger();

    /** Counts one more of {@code what} unless {@code limit} are there already. */
    static boolean take(AtomicInteger what, int limit) {
        if (what.incrementAndGet() <= limit) return true;
        what.decrementAndGet();
        return false;
    }
}
