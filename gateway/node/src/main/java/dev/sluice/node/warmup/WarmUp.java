package dev.sluice.node.warmup;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drives requests through a gateway of its own on the event loops of the process, over loopback sockets: HTTP/1.1, HTTP/2 and TLS towards it, HTTP/1.1 and HTTP/2
 * to its endpoint. What the virtual machine compiles by that is what the first real requests run on. It leaves no trace: its listeners, metrics and log
 * are private and end with it. While real requests come it holds still: they warm what they use. Any thread.
 */
public final class WarmUp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);
    /** By then the code that is hot is compiled: more requests change little. */
    private static final long ENOUGH = 60_000;
    private static final Duration LOOK = Duration.ofMillis(20);
    /** Real requests come at intervals; after one, others are likely. */
    private static final int STILL_LOOKS = 5;

    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private volatile boolean closing;

    private WarmUp() {}

    /** None: it is over. */
    public static WarmUp none() {
        var warmUp = new WarmUp();
        warmUp.done.complete(null);
        return warmUp;
    }

    /**
     * Begins, beside all else.
     *
     * @param vertx whose event loops are used
     * @param loops how many of them
     * @param limit until when it is over at the latest, and a few milliseconds
     * @param served how many real requests have ended so far
     */
    public static WarmUp start(Vertx vertx, int loops, Duration limit, LongSupplier served, InstantSource clock) {
        var warmUp = new WarmUp();
        Thread.ofVirtual().name("sluice-warm-up").start(() -> warmUp.run(vertx, loops, limit, served, clock));
        return warmUp;
    }

    /** Completes at the end, never exceptionally: a warm-up that fails costs speed and nothing else. */
    public CompletableFuture<Void> done() {
        return done;
    }

    private void run(Vertx vertx, int loops, Duration limit, LongSupplier served, InstantSource clock) {
        long began = clock.millis();
        boolean quiet = false;
        try (PrivateGateway gateway = PrivateGateway.open(vertx, loops, clock); Load load = Load.start(vertx, loops, gateway)) {
            long before = served.getAsLong();
            int still = 0;
            while (!closing && load.answered() < ENOUGH && clock.millis() - began < limit.toMillis()) {
                Thread.sleep(LOOK);
                long now = served.getAsLong();
                still = now == before ? Math.max(0, still - 1) : STILL_LOOKS;
                before = now;
                load.hold(still > 0);
            }
            quiet = still == 0;
            if (load.answered() == 0 && load.failed() > 0) LOG.warn("warming up: none of {} requests was answered", load.failed());
            else
                LOG.info("warmed up by {} requests in {} ms", load.answered(), clock.millis() - began);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
            LOG.warn("warming up failed, the first requests will be slower: {}", cause.toString());
        } finally {
            if (quiet && !closing) collect();
            done.complete(null);
        }
    }

    /**
     * Takes what starting and warming up left behind out of the way, while no request has ended for a while: the first collection under real load had copied it all, in a pause ten times
     * as long as those after it.
     */
    private static void collect() {
        System.gc();
    }

    /** Ends it early; what it opened closes a little later. */
    @Override
    public void close() {
        closing = true;
    }
}
