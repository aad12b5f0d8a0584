package dev.sluice.app.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Until when a command that serves goes on: the first SIGTERM or SIGINT asks it to end, a second one ends the process at once. Before it has started there is
 * nothing to drain: it is to leave off where it can, and is ended where it cannot. What it keeps on disk bears that, as it bears a power cut.
 */
public final class Lifetime {
    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);
    /** How long starting may take to leave off. */
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    private static final Duration LOOK = Duration.ofMillis(200);
    /** As a shell says it of a process that SIGTERM ended. */
    private static final int TERMINATED = 143;

    private final CountDownLatch asked = new CountDownLatch(1);
    private final CountDownLatch started = new CountDownLatch(1);

    private Lifetime() {}

    /** Listens from now on. */
    public static Lifetime ofProcess() {
        var lifetime = new Lifetime();
        Signals.on("TERM", lifetime::asked);
        Signals.on("INT", lifetime::asked);
        return lifetime;
    }

    /** From now on the command ends by itself when it is asked to. */
    public void started() {
        started.countDown();
    }

    /** Returns when it is time to end. */
    public void await() throws InterruptedException {
        asked.await();
    }

    /**
     * Waits for {@code done}, which never fails, unless it is time to end before.
     *
     * @return false if it is time to end
     */
    public boolean await(CompletableFuture<?> done) throws InterruptedException {
        while (!isOver()) {
            try {
                done.get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
                return !isOver();
            } catch (TimeoutException e) {
                // Not yet.
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
        return false;
    }

    /** Whether starting is to be left off; if so, the caller ends the command. */
    public boolean leavesOff() {
        if (!isOver()) return false;
        started();
        return true;
    }

    private boolean isOver() { return asked.getCount() == 0; }

    private synchronized void asked() {
        if (isOver()) {
            LOG.warn("asked a second time: ending at once");
            Runtime.getRuntime().halt(Exit.OK);
        }
        boolean serving = started.getCount() == 0;
        LOG.info(serving ? "asked to end: draining" : "asked to end while starting: leaving off");
        asked.countDown();
        if (!serving) Thread.ofPlatform().daemon().name("sluice-end").start(this::endUnlessLeftOff);
    }

    private void endUnlessLeftOff() {
        try {
            if (started.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        LOG.warn("starting does not leave off: ending at once");
        Runtime.getRuntime().halt(TERMINATED);
    }
}
