package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Large bodies that pass inside the kernel are the same to everybody: whole, in order, of the right request, counted, and cut where they are cut. */
class SplicedBodiesTest {
    private static final int MEGA = 1 << 20;

    @BeforeAll
    static void onEpoll() {
        assumeThat(RunningGateway.transport()).as("the transport that can splice").isEqualTo("epoll");
    }

    /** Bytes that tell where they belong: any that is lost, doubled or of another body is seen. */
    private static byte[] body(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static void head(OutputStream out, int length) throws IOException {
        out.write(("HTTP/1.1 200 OK\r\ncontent-length: " + length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** Answers {@code GET /SEED/LENGTH}. */
    private static Upstream bodies() {
        return new Upstream((request, in, out) -> {
            String[] parts = request.line().split("[/ ]");
            int length = Integer.parseInt(parts[3]);
            head(out, length);
            out.write(body(Integer.parseInt(parts[2]), length));
            out.flush();
            return true;
        });
    }

    private static void ask(Socket client, int seed, int length) throws IOException {
        client.getOutputStream()
                .write(("GET /" + seed + "/" + length + " HTTP/1.1\r\nHost: a\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    private static void skipHead(InputStream in) throws IOException {
        assertThat(Upstream.line(in)).isEqualTo("HTTP/1.1 200 OK");
        while (!Upstream.line(in).isEmpty()) {
            // To the body.
        }
    }

    private static void expect(Socket client, int seed, int length) throws IOException {
        skipHead(client.getInputStream());
        assertThat(client.getInputStream().readNBytes(length)).isEqualTo(body(seed, length));
    }

    private static Socket connect(int port) throws IOException {
        var client = new Socket(InetAddress.getLoopbackAddress(), port);
        client.setTcpNoDelay(true);
        client.setSoTimeout(30_000);
        return client;
    }

    @Test
    void shouldGiveBodiesOfAllLengthsAsTheyAre() throws Exception {
        try (var upstream = bodies();
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = connect(gateway.port(80))) {
            var dice = new Random(7);
            long all = 0;
            for (int i = 0; i < 400; i++) {
                int length = i % 4 == 0 ? dice.nextInt(3_000) : dice.nextInt(i % 4 == 1 ? 40_000 : 400_000);
                ask(client, i, length);
                expect(client, i, length);
                all += length;
            }

            assertThat(gateway.counts().splicedBytes()).isBetween(all / 4, all);
            long told = all;
            await().until(() -> gateway.records().stream().mapToLong(one -> one.responseBytes()).sum() == told);
        }
    }

    @Test
    void shouldNeverMixBodiesOfClientsThatReadAtDifferentPaces() throws Exception {
        try (var upstream = bodies();
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            int port = gateway.port(80);
            List<Future<?>> clients = new ArrayList<>();
            for (int i = 0; i < 24; i++) {
                int seed = i;
                clients.add(threads.submit(() -> {
                    readSlowly(port, seed);
                    return null;
                }));
            }
            for (Future<?> one : clients) one.get();

            assertThat(gateway.counts().splicedBytes()).isPositive();
        }
    }

    /** With a window that does not take what the pipe holds. */
    private static void readSlowly(int port, int seed) throws Exception {
        try (var client = new Socket()) {
            if (seed % 3 != 0) client.setReceiveBufferSize(16 * 1024);
            client.setSoTimeout(60_000);
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            var pace = new Random(seed);
            for (int round = 0; round < 6; round++) {
                int length = 3 * MEGA + pace.nextInt(MEGA);
                ask(client, seed * 100 + round, length);
                skipHead(client.getInputStream());
                byte[] wanted = body(seed * 100 + round, length);
                byte[] got = new byte[length];
                for (int at = 0; at < length;) {
                    if (pace.nextInt(4) == 0) Thread.yield();
                    int read = client.getInputStream().read(got, at, Math.min(length - at, 1 + pace.nextInt(20_000)));
                    if (read < 0) throw new IOException("ended at " + at + " of " + length);
                    at += read;
                }
                assertThat(got).isEqualTo(wanted);
            }
        }
    }

    @Test
    void shouldCutTheAnswerWhereTheUpstreamEnds() throws Exception {
        int half = 4 * MEGA;
        try (var upstream = new Upstream((request, in, out) -> {
            head(out, 2 * half);
            out.write(body(1, half));
            out.flush();
            return false;
        }); var gateway = RunningGateway.with(Yaml.all(upstream.port())); var client = connect(gateway.port(80))) {
            ask(client, 1, half);
            skipHead(client.getInputStream());

            byte[] got = client.getInputStream().readAllBytes();

            // What waits for the client at the cut may be lost with it; what it has is the body's beginning.
            assertThat(Arrays.mismatch(got, body(1, half))).isEqualTo(got.length == half ? -1 : got.length);
            await().until(() -> gateway.records().size() == 1);
            assertThat(gateway.records().getFirst().flag()).isEqualTo("UC");
            assertThat(gateway.records().getFirst().responseBytes()).isBetween((long) got.length, (long) half);
            assertThat(gateway.counts().splicedBytes()).isPositive();
        }
    }

    @Test
    void shouldEndTheUpstreamsConnectionWhenTheClientLeavesInTheMiddle() throws Exception {
        var ended = new CompletableFuture<Boolean>();
        try (var upstream = new Upstream((request, in, out) -> {
            head(out, Integer.MAX_VALUE);
            byte[] piece = body(1, MEGA);
            try {
                while (true) out.write(piece);
            } catch (IOException gone) {
                ended.complete(true);
                return false;
            }
        }); var gateway = RunningGateway.with(Yaml.all(upstream.port()))) {
            try (var client = connect(gateway.port(80))) {
                ask(client, 1, 1);
                skipHead(client.getInputStream());
                assertThat(client.getInputStream().readNBytes(40 * MEGA)).hasSize(40 * MEGA);
            }

            assertThat(ended.get(30, java.util.concurrent.TimeUnit.SECONDS)).isTrue();
            await().until(() -> gateway.counts().requests() == 0 && gateway.counts().upstreamConnections() == 0);
            assertThat(gateway.records().getFirst().flag()).isEqualTo("DC");
        }
    }
}
