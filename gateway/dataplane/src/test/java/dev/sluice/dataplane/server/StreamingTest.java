package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies pass as they come: memory stays bounded, backpressure travels, ends are true. */
class StreamingTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
    private static final int PIECE = 64 * 1024;
    private static final long GIGA = 1L << 30;
    private static final long MEGA = 1L << 20;
    /** More than the buffers of the four sockets along the way hold, with Linux's usual bounds; far less than what is sent. */
    private static final long ON_THE_WAY = 96 * MEGA;

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static void pour(OutputStream out, long bytes, AtomicLong count) throws IOException {
        byte[] piece = new byte[PIECE];
        for (long left = bytes; left > 0; left -= PIECE) {
            out.write(piece, 0, (int) Math.min(left, PIECE));
            count.addAndGet(Math.min(left, PIECE));
        }
        out.flush();
    }

    private static void drink(InputStream in, long bytes, AtomicLong count) throws IOException {
        byte[] piece = new byte[PIECE];
        for (long left = bytes; left > 0;) {
            int got = in.read(piece, 0, (int) Math.min(left, PIECE));
            if (got < 0) throw new IOException("ended " + left + " bytes early");
            left -= got;
            count.addAndGet(got);
        }
    }

    /** Until {@code count} stands still: the sender is held back. */
    private static void awaitStandstill(AtomicLong count) {
        var last = new AtomicLong(-1);
        await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(400)).until(() -> last.getAndSet(count.get()) == count.get());
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void shouldStreamAGigabyteDownToASlowReaderInLittleMemory(boolean chunked) throws Exception {
        download(GIGA, chunked);
    }

    @Test
    @Tag("full")
    void shouldStreamTenGigabytesDown() throws Exception {
        download(10 * GIGA, false);
    }

    private static void download(long size, boolean chunked) throws Exception {
        var sent = new AtomicLong();
        try (var upstream = new Upstream((request, in, out) -> {
            if (!chunked) {
                write(out, "HTTP/1.1 200 OK\r\ncontent-length: " + size + "\r\n\r\n");
                pour(out, size, sent);
                return true;
            }
            write(out, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n");
            for (long left = size; left > 0; left -= PIECE) {
                write(out, "10000\r\n");
                pour(out, PIECE, sent);
                write(out, "\r\n");
            }
            write(out, "0\r\n\r\n");
            return true;
        }); var gateway = GatewayProcess.before(upstream.port()); var client = new RawClient(gateway.port())) {
            client.socket().setSoTimeout(60_000);
            client.send(GET);
            var in = client.socket().getInputStream();
            assertThat(Upstream.line(in)).isEqualTo("HTTP/1.1 200 OK");
            while (!Upstream.line(in).isEmpty()) {
                // The head.
            }
            var received = new AtomicLong();
            drink(in, 128 * MEGA, received);
            awaitStandstill(sent);
            long before = gateway.residentBytes();
            long most = before;
            for (int i = 0; i < 6; i++) {
                drink(in, (size - 128 * MEGA) / 7, received);
                if (i % 3 == 0) {
                    awaitStandstill(sent);
                    assertThat(sent.get() - received.get()).isLessThan(ON_THE_WAY);
                }
                most = Math.max(most, gateway.residentBytes());
            }
            drink(in, size - received.get(), received);
            most = Math.max(most, gateway.residentBytes());

            assertThat(most - before).as("growth of resident memory").isLessThan(64 * MEGA);
            if (!chunked)
                assertThat(client.send("GET / HTTP/1.1\r\nHost: nothing is left over\r\n\r\n").response().status()).isEqualTo(400);
        }
    }

    @Test
    void shouldStreamAGigabyteUpToASlowReaderInLittleMemory() throws Exception {
        upload(GIGA);
    }

    @Test
    @Tag("full")
    void shouldStreamTenGigabytesUp() throws Exception {
        upload(10 * GIGA);
    }

    private static void upload(long size) throws Exception {
        var sent = new AtomicLong();
        var received = new AtomicLong();
        var growth = new AtomicLong();
        var measured = new CompletableFuture<GatewayProcess>();
        try (var upstream = new Upstream((request, in, out) -> {
            drink(in, 128 * MEGA, received);
            awaitStandstill(sent);
            GatewayProcess gateway = measured.join();
            long before = gateway.residentBytes();
            for (int i = 0; i < 7; i++) {
                drink(in, i < 6 ? (size - 128 * MEGA) / 7 : size - received.get(), received);
                if (i % 3 == 0) {
                    awaitStandstill(sent);
                    if (sent.get() - received.get() > ON_THE_WAY)
                        throw new IOException("too much on the way: " + (sent.get() - received.get()));
                }
                growth.accumulateAndGet(gateway.residentBytes() - before, Math::max);
            }
            Upstream.reply(out, "got " + received.get());
            return true;
        }); var gateway = GatewayProcess.before(upstream.port()); var client = new RawClient(gateway.port())) {
            measured.complete(gateway);
            client.socket().setSoTimeout(60_000);
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + size + "\r\n\r\n");
            pour(client.socket().getOutputStream(), size, sent);

            assertThat(client.response().body()).isEqualTo("got " + size);
            assertThat(growth.get()).as("growth of resident memory").isLessThan(64 * MEGA);
        }
    }

    @Test
    void shouldCancelTheUpstreamWhenTheClientGoesAway() throws Exception {
        var sent = new AtomicLong();
        try (var upstream = new Upstream((request, in, out) -> {
            if (request.line().contains("/silent")) return in.read() >= 0;
            if (request.line().startsWith("POST")) return in.readAllBytes().length < 0;
            write(out, "HTTP/1.1 200 OK\r\ncontent-length: " + GIGA + "\r\n\r\n");
            pour(out, GIGA, sent);
            return true;
        }); var gateway = RunningGateway.with(Yaml.all(upstream.port()))) {
            for (String request : new String[]{GET, "GET /silent HTTP/1.1\r\nHost: a\r\n\r\n",
                    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\nhalf"}) {
                int before = upstream.requests().size();
                try (var client = new RawClient(gateway.port(80))) {
                    client.send(request);
                    await().until(() -> upstream.requests().size() > before);
                    if (request.equals(GET)) client.read(100_000);
                }
                await().atMost(Duration.ofSeconds(20)).until(() -> upstream.openConnections() == 0);
            }
            await().until(() -> gateway.records().size() == 3);
            assertThat(gateway.records()).allMatch(one -> one.flag().equals("DC"));
            assertThat(sent.get()).isLessThan(ON_THE_WAY);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"content-length: 8000000\r\n", "connection: close\r\n"})
    void shouldGiveASlowClientAllOfAnAnswerThoughTheUpstreamHasClosed(String framing) throws Exception {
        var sent = new AtomicLong();
        var all = new CountDownLatch(1);
        try (var upstream = new Upstream((request, in, out) -> {
            write(out, "HTTP/1.1 200 OK\r\n" + framing + "\r\n");
            pour(out, 8_000_000, sent);
            all.countDown();
            return false;
        }); var gateway = RunningGateway.with(Yaml.all(upstream.port())); var client = new RawClient(gateway.port(80))) {
            client.socket().setReceiveBufferSize(256 * 1024);
            client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            awaitStandstill(sent);
            client.read(1_000_000);
            awaitStandstill(sent);

            assertThat(1_000_000 + client.rest().length()).isGreaterThan(8_000_000);
            await().until(() -> gateway.records().size() == 1);
            assertThat(gateway.records().getFirst().flag()).isEmpty();
            assertThat(gateway.records().getFirst().responseBytes()).isEqualTo(8_000_000);
            all.await();
        }
    }

    @Test
    void shouldPassAnEarlyAnswerOfAnUpstreamThatReadsNoFurther() throws Exception {
        try (var upstream = new Upstream((request, in, out) -> {
            write(out, "HTTP/1.1 413 Too Large\r\ncontent-length: 3\r\n\r\nbig");
            return false;
        }); var gateway = RunningGateway.with(Yaml.all(upstream.port()))) {
            for (int i = 0; i < 30; i++) {
                try (var client = new RawClient(gateway.port(80))) {
                    client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n" + "b".repeat(100_000));
                    var answer = client.response();

                    assertThat(answer.status()).isEqualTo(413);
                    assertThat(answer.body()).isEqualTo("big");
                }
            }
        }
    }

    @Test
    void shouldKeepAConnectionWhoseLittleRestIsThrownAway() throws Exception {
        String yaml = Yaml.gateway() + Yaml.routes("- directResponse: {status: 403}");
        try (var gateway = RunningGateway.with(yaml); var client = new RawClient(gateway.port(80))) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(403);
            client.send("b".repeat(60_000) + GET);
            assertThat(client.response().status()).isEqualTo(403);
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 600000\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(403);
            assertThat(client.rest()).isEmpty();
        }
    }

    @Test
    void shouldPassExpectAndTheUpstreamsContinue() throws Exception {
        try (var upstream = new Upstream((request, in, out) -> {
            if (request.field("expect").equals("100-continue")) write(out, "HTTP/1.1 100 Continue\r\n\r\n");
            Upstream.reply(out, Upstream.readBody(request, in));
            return true;
        }); var gateway = RunningGateway.with(Yaml.all(upstream.port())); var client = new RawClient(gateway.port(80))) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
            assertThat(client.response().status()).isEqualTo(100);
            assertThat(client.send("hello").response().body()).isEqualTo("hello");
            assertThat(client.send(GET).response().status()).isEqualTo(200);
        }
    }

    @Test
    void shouldUseNeitherConnectionAgainAfterARefusedExpect() throws Exception {
        try (var upstream = Upstream.sending("HTTP/1.1 401 No\r\ncontent-length: 2\r\n\r\nno");
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 40\r\n\r\n");

            var answer = client.response();

            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.field("connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
            await().until(() -> upstream.openConnections() == 0);
        }
    }

    @Test
    void shouldHoldAClientBackThatSendsRequestsFarAhead() throws Exception {
        var go = new CountDownLatch(1);
        try (var upstream = new Upstream((request, in, out) -> {
            awaitQuietly(go);
            Upstream.reply(out, request.line());
            return true;
        }); var gateway = RunningGateway.with(Yaml.all(upstream.port())); var client = new RawClient(gateway.port(80))) {
            client.socket().setSoTimeout(60_000);
            int requests = 40_000;
            var sent = new AtomicLong();
            var sender = Thread.ofVirtual().start(() -> {
                try {
                    for (int i = 0; i < requests; i++) {
                        client.send("GET /" + i + " HTTP/1.1\r\nHost: a\r\nX-Filler: " + "x".repeat(1000) + "\r\n\r\n");
                        sent.incrementAndGet();
                    }
                } catch (IOException gone) {
                    // The test ends.
                }
            });
            awaitStandstill(sent);

            assertThat(upstream.requests()).hasSize(1);
            long ahead = sent.get();
            assertThat(ahead).isLessThan(requests);
            go.countDown();
            for (int i = 0; i < 500; i++) assertThat(client.response().body()).isEqualTo("GET /" + i + " HTTP/1.1");
            client.socket().close();
            sender.join();
        }
    }
}
