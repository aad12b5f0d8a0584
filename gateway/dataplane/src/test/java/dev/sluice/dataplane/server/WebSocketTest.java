package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Switching to WebSocket (RFC 6455, RX-86; F25, F26). */
@Tag("transport")
class WebSocketTest {
    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    private static final String ASK = "GET /chat HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
            + KEY + "\r\n\r\n";

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1")
                    .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static String switching(String key) {
        return "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: " + accept(key)
                + "\r\n\r\n";
    }

    private static String untilEnd(InputStream in) throws IOException {
        return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void shouldTunnelBothWaysAfterAValidHandshakeAndPassEachSidesEnd() throws Exception {
        try (var upstream = new Upstream((request, in, out) -> {
            write(out, switching(request.field("sec-websocket-key")) + "hello");
            write(out, "got " + untilEnd(in));
            return false;
        });
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            var answer = client.send(ASK).response();

            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.field("sec-websocket-accept")).isEqualTo(accept(KEY));
            assertThat(answer.field("upgrade")).isEqualToIgnoringCase("websocket");
            assertThat(client.read(5)).isEqualTo("hello");
            client.send("frames").send("\0\1\r\n\r\n");
            client.socket().shutdownOutput();
            assertThat(client.rest()).isEqualTo("got frames\0\1\r\n\r\n");
            assertThat(upstream.last().field("connection")).isEqualToIgnoringCase("upgrade");
            assertThat(upstream.last().field("upgrade")).isEqualTo("websocket");
            await().until(() -> gateway.records().size() == 1 && upstream.openConnections() == 0);
            assertThat(gateway.records().getFirst().status()).isEqualTo(101);
            assertThat(gateway.records().getFirst().flag()).isEmpty();
        }
    }

    @Test
    void shouldHoldEarlyBytesUntilTheUpstreamHasSwitched() throws Exception {
        var go = new CountDownLatch(1);
        try (var upstream = new Upstream((request, in, out) -> {
            try {
                go.await();
            } catch (InterruptedException interrupted) {
                throw new IOException(interrupted);
            }
            write(out, switching(request.field("sec-websocket-key")));
            write(out, new String(in.readNBytes(5), StandardCharsets.ISO_8859_1));
            return false;
        });
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            client.send(ASK + "ear").send("ly");
            await().until(() -> upstream.requests().size() == 1);
            await().during(java.time.Duration.ofMillis(300)).until(() -> upstream.received().endsWith("\r\n\r\n"));
            go.countDown();

            assertThat(client.response().status()).isEqualTo(101);
            assertThat(client.read(5)).isEqualTo("early");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nno"})
    void shouldSendNoEarlyByteAndUseNeitherConnectionAgainWithoutASwitch(String refusal) throws Exception {
        try (var upstream = Upstream.sending(refusal);
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            client.send(ASK + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");

            var answer = client.response();

            assertThat(answer.body()).isEqualTo("no");
            assertThat(answer.field("connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
            await().until(() -> upstream.openConnections() == 0);
            assertThat(upstream.received()).doesNotContain("smuggled");
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection: Upgrade\r\nUpgrade: websocket\r\n",
            "Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n",
            "Upgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n",
            "Connection: Upgrade\r\nUpgrade: h2c\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"})
    void shouldOpenNoTunnelWithoutTheHandshakesProof(String fields) throws Exception {
        try (var upstream = Upstream.sending("HTTP/1.1 101 Switching Protocols\r\n" + fields + "\r\n");
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            client.send(ASK + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(client.response().status()).isEqualTo(502);
            assertThat(client.rest()).isEmpty();
            await().until(() -> upstream.openConnections() == 0);
            assertThat(upstream.received()).doesNotContain("smuggled");
        }
    }

    @Test
    void shouldEndTheTunnelWhenTheClientIsGone() throws Exception {
        try (var upstream = new Upstream((request, in, out) -> {
            write(out, switching(request.field("sec-websocket-key")));
            return in.read() >= 0;
        }); var gateway = RunningGateway.with(Yaml.all(upstream.port()))) {
            try (var client = new RawClient(gateway.port(80))) {
                assertThat(client.send(ASK).response().status()).isEqualTo(101);
                client.socket().setSoLinger(true, 0);
            }
            await().until(() -> upstream.openConnections() == 0);
            await().until(() -> gateway.records().size() == 1);
        }
    }
}
