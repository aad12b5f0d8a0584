package dev.sluice.dataplane.http;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an event loop has to flush when its turn ends: one task for all, however many connections were written to. On that loop only. */
public final class Flushes implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Flushes.class);
    private static final FastThreadLocal<@Nullable Flushes> OWN = new FastThreadLocal<>();

    private final EventLoop loop;
    private final List<Runnable> planned = new ArrayList<>();

    private Flushes(EventLoop loop) {
        this.loop = loop;
    }

    /** Those of {@code loop}; called on it. */
    public static Flushes of(EventLoop loop) {
        Flushes known = OWN.get();
        if (known != null && known.loop.equals(loop)) return known;
        var made = new Flushes(loop);
        OWN.set(made);
        return made;
    }

    /** Calls {@code flush}, which must not throw, when everything that the loop has to do now is done. */
    public void plan(Runnable flush) {
        planned.add(flush);
        if (planned.size() == 1) loop.execute(this);
    }

    /** Without memory one may fail; the others' connections are not to wait for it. */
    private static void run(Runnable flush) {
        try {
            flush.run();
        } catch (RuntimeException | OutOfMemoryError failed) {
            LOG.error("a connection could not be flushed", failed);
        }
    }

    /** What is planned meanwhile is done in the same go. */
    @Override
    public void run() {
        try {
            for (int i = 0; i < planned.size(); i++) run(planned.get(i));
        } finally {
            planned.clear();
        }
    }
}
