package dev.sluice.dataplane.telemetry;

import dev.sluice.resources.ObjectRef;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts of the requests of one listener, route and cluster. Any thread; never waits. */
final class RequestMeters {
    static final String NO_FLAG = "-";
    private static final int CLASSES = 6;

    private final Key key;
    private final DurationHistogram durations;
    private final LongAdder[] unflagged = cells();
    private final Map<String, LongAdder[]> flagged = new ConcurrentHashMap<>();
    private volatile long generation;

    /**
     * @param owner the VirtualService that has the route; null if there is no route
     * @param route its name, or the path of its rule
     */
    record Key(String listener, @Nullable ObjectRef owner, String route, String cluster) {
        /** {@code default/shop:beta}, {@code default/shop:spec.http[2]}: names one rule among all VirtualServices. */
        String label() {
            return owner == null ? route : owner.namespace() + "/" + owner.name() + ":" + route;
        }
    }

    RequestMeters(Key key, DurationHistogram durations, long generation) {
        this.key = key;
        this.durations = durations;
        this.generation = generation;
    }

    /** @param flag one of Envoy's response flags or ours; empty if there is none */
    void ended(int status, String flag, long totalNanos) {
        LongAdder[] row = flag.isEmpty() ? unflagged : flagged.computeIfAbsent(flag, any -> cells());
        row[status >= 100 && status <= 599 ? status / 100 : 0].increment();
        durations.add(Math.max(0, totalNanos));
    }

    Key key() {
        return key;
    }

    long generation() {
        return generation;
    }

    void usedIn(long newest) {
        if (generation != newest) generation = newest;
    }

    /** Tells each count that is not zero. */
    void forEach(Visitor visitor) {
        visit(NO_FLAG, unflagged, visitor);
        flagged.forEach((flag, row) -> visit(flag, row, visitor));
    }

    interface Visitor {
        /** @param codeClass {@code 2xx}; {@code -} if no status was sent */
        void count(String codeClass, String flag, long requests);
    }

    private static void visit(String flag, LongAdder[] row, Visitor visitor) {
        for (int i = 0; i < CLASSES; i++) {
            long requests = row[i].sum();
            if (requests > 0) visitor.count(i == 0 ? "-" : i + "xx", flag, requests);
        }
    }

    private static LongAdder[] cells() {
        var row = new LongAdder[CLASSES];
        for (int i = 0; i < CLASSES; i++) row[i] = new LongAdder();
        return row;
    }
}
