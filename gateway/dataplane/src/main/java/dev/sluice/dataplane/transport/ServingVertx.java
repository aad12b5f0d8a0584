package dev.sluice.dataplane.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.SingleThreadEventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A Vert.x whose event loops serve traffic. */
public record ServingVertx(Vertx vertx, TransportChoice choice) implements AutoCloseable {
    private static final Path SYSCTL = Path.of("/proc/sys/kernel/io_uring_disabled");
    /** A channel that is not gone by then is cut with its loop. */
    private static final int LEAVING_MILLIS = 2000;

    static {
        prepareProcess();
    }

    /** To be called before any Vert.x is made, which makes Netty read its settings; else there is no io_uring. */
    public static void prepareProcess() {
        IoUringSockets.forbidMultishotReceives();
    }

    /**
     * Starts it on the transport that was asked for or, where that cannot be had, on the next best.
     *
     * @param loops at least 1
     */
    public static ServingVertx start(TransportWish wish, int loops) {
        var options = new VertxOptions().setEventLoopPoolSize(loops);
        var obstacles = new EnumMap<Transport, String>(Transport.class);
        while (true) {
            TransportChoice choice = TransportChoice.of(wish, one -> obstacles.computeIfAbsent(one, ServingVertx::obstacle));
            try {
                return new ServingVertx(Vertx.builder().with(options).withTransport(of(choice.transport())).build(), choice);
            } catch (RuntimeException refused) {
                // There was none when we asked: memory, or descriptors, have run out since.
                if (choice.transport() == Transport.NIO) throw refused;
                obstacles.put(choice.transport(), Obstacles.of(refused));
            }
        }
    }

    /**
     * Ends the event loops when no channel is left on them; close all that opened some before. Waits. By io_uring a channel closes only when the kernel has let go of
     * its reads, and one whose loop is gone by then never tells its handlers.
     */
    @Override
    public void close() {
        EventLoopGroup loops = ((VertxInternal) vertx).nettyEventLoopGroup();
        for (int i = 0; i < LEAVING_MILLIS && channels(loops) > 0; i++) LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
        // What the last channels have told their loops to do.
        for (EventExecutor one : loops) one.submit(() -> {}).awaitUninterruptibly(LEAVING_MILLIS);
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private static int channels(EventLoopGroup loops) {
        int sum = 0;
        for (EventExecutor one : loops) sum += ((SingleThreadEventLoop) one).registeredChannels();
        return sum;
    }

    private static String obstacle(Transport transport) {
        return switch (transport) {
            case EPOLL -> Obstacles.of(Epoll.unavailabilityCause());
            case IO_URING -> IoUring.isAvailable()
                    ? IoUringSockets.obstacle()
                    : Obstacles.ofIoUring(IoUring.unavailabilityCause(), sysctl());
            case NIO -> "";
        };
    }

    private static io.vertx.core.transport.Transport of(Transport transport) {
        return switch (transport) {
            case EPOLL -> io.vertx.core.transport.Transport.EPOLL;
            case IO_URING -> new IoUringSockets();
            case NIO -> io.vertx.core.transport.Transport.NIO;
        };
    }

    /** Empty where the kernel has none, or does not tell. */
    private static String sysctl() {
        try {
            return Files.readString(SYSCTL).strip();
        } catch (IOException unknown) {
            return "";
        }
    }
}
