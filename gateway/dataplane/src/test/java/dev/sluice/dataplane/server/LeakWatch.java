package dev.sluice.dataplane.server;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakTracker;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Netty's leak detector that also counts: a buffer that was never released is seen at once and not only where the garbage collector happens to find it. Put in
 * place for the whole test JVM by the system property {@code io.netty.customResourceLeakDetector}; counts every buffer at the level PARANOID.
 */
public final class LeakWatch<T> extends ResourceLeakDetector<T> {
    private static final Set<Counted<?>> LIVE = ConcurrentHashMap.newKeySet();
    private static final LongAdder SEEN = new LongAdder();
    private static final Queue<String> REPORTS = new ConcurrentLinkedQueue<>();

    /** Looked for by Netty, which complains where it is missing. */
    public LeakWatch(Class<?> type, int samplingInterval, long ignored) {
        this(type, samplingInterval);
    }

    /** Called by Netty. */
    public LeakWatch(Class<?> type, int samplingInterval) {
        super(type, samplingInterval);
    }

    /** Buffers that are tracked and not released. */
    static int live() {
        return LIVE.size();
    }

    /** Who last touched each of them. */
    static String places() {
        return LIVE.stream().map(one -> one.inner().toString()).collect(Collectors.joining("\n\n"));
    }

    /** Buffers ever tracked: 0 tells that this detector is not in place. */
    static long seen() {
        return SEEN.sum();
    }

    /** What the garbage collector found unreleased, with the places that touched it. */
    static Queue<String> reports() {
        return REPORTS;
    }

    @Override
    protected boolean needReport() {
        return true;
    }

    @Override
    protected void reportTracedLeak(String type, String records) {
        REPORTS.add(type + " " + records);
        super.reportTracedLeak(type, records);
    }

    @Override
    protected void reportUntracedLeak(String type) {
        REPORTS.add(type);
        super.reportUntracedLeak(type);
    }

    @Override
    public @Nullable ResourceLeakTracker<T> track(T object) {
        return counted(super.track(object));
    }

    @Override
    public @Nullable ResourceLeakTracker<T> trackForcibly(T object) {
        return counted(super.trackForcibly(object));
    }

    private static <T> @Nullable ResourceLeakTracker<T> counted(@Nullable ResourceLeakTracker<T> tracker) {
        if (tracker == null) return null;
        SEEN.increment();
        var counted = new Counted<>(tracker);
        LIVE.add(counted);
        return counted;
    }

    private record Counted<T>(ResourceLeakTracker<T> inner) implements ResourceLeakTracker<T> {
        @Override
        public void record() {
            inner.record();
        }

        @Override
        public void record(Object hint) {
            inner.record(hint);
        }

        @Override
        public boolean close(T object) {
            boolean first = inner.close(object);
            if (first) LIVE.remove(this);
            return first;
        }

        @Override
        public @Nullable Throwable getCloseStackTraceIfAny() { return inner.getCloseStackTraceIfAny(); }
    }
}
