package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.http.FittedReads;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Peers that send byte by byte make the gateway keep bytes, not the large buffers that sockets are read into: 2,500 of those, of 64 KiB, are more than its
 * process may have beside its heap (128 MiB).
 */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class SmallReadsTest {
    private static final int PEERS = 2_500;

    private final List<Socket> sockets = new ArrayList<>();

    private Socket open(int port, String first) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        socket.getOutputStream().write(first.getBytes(StandardCharsets.US_ASCII));
        sockets.add(socket);
        return socket;
    }

    private static String statusLine(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    }

    private void closeAll() throws IOException {
        for (Socket one : sockets) one.close();
    }

    @Test
    void shouldServeBesideClientsWhoseHeadsHaveBegunAlone() throws Exception {
        try (var endpoint = new Endpoint(); var gateway = GatewayProcess.before(endpoint.port())) {
            for (int i = 0; i < PEERS; i++) open(gateway.port(), "GET");

            assertThat(statusLine(open(gateway.port(), "GET /whole HTTP/1.1\r\nHost: a\r\n\r\n"))).isEqualTo("HTTP/1.1 200 OK");
        } finally {
            closeAll();
        }
    }

    @Test
    void shouldServeBesideEndpointsWhoseAnswersHaveBegunAlone() throws Exception {
        try (var endpoint = new Endpoint(); var gateway = GatewayProcess.before(endpoint.port())) {
            for (int i = 0; i < PEERS; i++) open(gateway.port(), "GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            await().atMost(30, TimeUnit.SECONDS).until(() -> endpoint.begun.get() == PEERS);

            assertThat(statusLine(open(gateway.port(), "GET /whole HTTP/1.1\r\nHost: a\r\n\r\n"))).isEqualTo("HTTP/1.1 200 OK");
        } finally {
            closeAll();
        }
    }

    @Test
    void shouldHandSmallReadsOnInBuffersOfTheirSizeAndLargeOnesAsTheyCame() {
        var channel = new EmbeddedChannel(FittedReads.INSTANCE);
        ByteBuf small = channel.alloc().directBuffer(64 * 1024).writeBytes(new byte[]{1, 2, 3});
        ByteBuf large = channel.alloc().directBuffer(64 * 1024).writeZero(60_000);

        channel.writeInbound(small, large);

        assertThat(small.refCnt()).isZero();
        ByteBuf first = channel.readInbound();
        assertThat(first.readableBytes()).isEqualTo(3);
        assertThat(first.capacity()).isLessThan(64);
        assertThat(first.getByte(2)).isEqualTo((byte) 3);
        assertThat(channel.<ByteBuf>readInbound()).isSameAs(large);
        first.release();
        large.release();
        channel.finish();
    }

    /** Answers /whole; of every other answer gives the first byte alone. */
    private static final class Endpoint implements AutoCloseable {
        final AtomicInteger begun = new AtomicInteger();
        private final ServerSocket listener = new ServerSocket(0, 4096, InetAddress.getLoopbackAddress());
        private final ConcurrentLinkedQueue<Socket> answering = new ConcurrentLinkedQueue<>();

        Endpoint() throws IOException {
            Thread.ofVirtual().start(this::run);
        }

        int port() {
            return listener.getLocalPort();
        }

        private void run() {
            try {
                while (true) {
                    Socket socket = listener.accept();
                    answering.add(socket);
                    String request = statusLine(socket);
                    if (request == null) continue;
                    boolean whole = request.startsWith("GET /whole");
                    socket.getOutputStream()
                            .write((whole ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" : "H").getBytes(StandardCharsets.US_ASCII));
                    if (!whole) begun.incrementAndGet();
                }
            } catch (IOException over) {
                // The test has ended.
            }
        }

        @Override
        public void close() throws IOException {
            listener.close();
            for (Socket one : answering) one.close();
        }
    }
}
