package dev.sluice.app.cli;

import dev.sluice.dataplane.tls.NativeTls;
import io.netty.buffer.PooledByteBufAllocator;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.util.concurrent.CompletableFuture;

/**
 * Loads beside the reading of the command line what takes long and will be needed: native libraries, the transport, buffers. It only saves time: what fails
 * here is tried, and told, where it is needed.
 */
public final class Preload {
    private static volatile CompletableFuture<Void> running = CompletableFuture.completedFuture(null);

    private Preload() {}

    /** Begins, on a thread of its own. */
    public static void begin() {
        var done = new CompletableFuture<Void>();
        running = done;
        Thread.ofPlatform().daemon().name("sluice-preload").start(() -> {
            try {
                load();
            } catch (RuntimeException | LinkageError e) {
                // Whoever needs it meets the same failure and says so.
            } finally {
                done.complete(null);
            }
        });
    }

    private static void load() {
        PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
        NativeTls.require();
        Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setPreferNativeTransport(true)).close();
    }

    /** To be called before anything else touches the network libraries: two threads that initialise their classes in different orders could stop each other. */
    public static void await() {
        running.join();
    }
}
