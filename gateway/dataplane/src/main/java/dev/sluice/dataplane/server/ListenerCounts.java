package dev.sluice.dataplane.server;

import dev.sluice.dataplane.meters.ListenerMeters;
import dev.sluice.dataplane.meters.Meters;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Connections per listener across all event loops, for the limit and for the metrics. Any thread. */
final class ListenerCounts {
    private final Meters meters;
    private final Map<String, Count> byListener = new ConcurrentHashMap<>();

    ListenerCounts(Meters meters) {
        this.meters = meters;
    }

    record Count(AtomicInteger open, ListenerMeters meters) {
        /** False if {@code limit} are open already. */
        boolean enter(int limit) {
            if (open.incrementAndGet() > limit) {
                open.decrementAndGet();
                meters.connectionRefused();
                return false;
            }
            meters.connectionOpened();
            return true;
        }

        void leave() {
            open.decrementAndGet();
            meters.connectionClosed();
        }
    }

    Count of(String listener) {
        return byListener.computeIfAbsent(listener, name -> new Count(new AtomicInteger(), meters.listener(name)));
    }
}
