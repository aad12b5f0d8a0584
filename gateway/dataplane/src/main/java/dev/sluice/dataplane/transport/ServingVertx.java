package dev.sluice.dataplane.transport;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;

/**
 * A Vert.x whose event loops serve traffic.
 *
 * @param vertx to be closed by whoever started it
 */
public record ServingVertx(Vertx vertx, TransportChoice choice) {
    private static final Path SYSCTL = Path.of("/proc/sys/kernel/io_uring_disabled");

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
