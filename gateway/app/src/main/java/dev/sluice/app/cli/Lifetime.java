package dev.sluice.app.cli;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Until when a command that serves goes on: the first SIGTERM or SIGINT asks it to end, a second one ends the process at once. */
public final class Lifetime {
    private static final Logger LOG = LoggerFactory.getLogger(Lifetime.class);

    private final CountDownLatch asked = new CountDownLatch(1);

    private Lifetime() {}

    /** Listens from now on. */
    public static Lifetime ofProcess() {
        var lifetime = new Lifetime();
        Signals.on("TERM", lifetime::asked);
        Signals.on("INT", lifetime::asked);
        return lifetime;
    }

    /** Returns when it is time to end. */
    public void await() throws InterruptedException {
        asked.await();
    }

    public boolean isOver() { return asked.getCount() == 0; }

    private synchronized void asked() {
        if (isOver()) {
            LOG.warn("asked a second time: ending at once");
            Runtime.getRuntime().halt(Exit.OK);
        }
        LOG.info("asked to end: draining");
        asked.countDown();
    }
}
