package dev.sluice.dataplane.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.rules.model.HttpOptions;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one client can cost: each attack of the catalogue ends with its connection, at a bound, and the server serves the next client. */
class FloodTest {
    private EchoServer server;

    @BeforeEach
    void start() throws InterruptedException {
        server = new EchoServer(HttpOptions.DEFAULT);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void shouldEndARapidReset() throws IOException {
        try (var client = new RawClient(server.port())) {
            int sent = 0;
            try {
                for (; sent < 2000; sent++) {
                    client.send(RawClient.HEADERS, 5, 2 * sent + 1, RawClient.request("GET", "/never"));
                    client.send(RawClient.RST_STREAM, 0, 2 * sent + 1, RawClient.int32(8));
                }
            } catch (IOException closed) {
                // As it should.
            }

            assertEnded(client, RawClient.ENHANCE_YOUR_CALM);
            long begun = server.requests.stream().filter(request -> request.endsWith("/never")).count();
            assertThat(begun).isLessThanOrEqualTo(201);
            await().untilAsserted(() -> assertThat((long) server.aborted.get()).isEqualTo(begun));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"zero window update", "self dependency", "overflow", "malformed request"})
    void shouldEndWhoMakesUsReset(String trick) throws IOException {
        try (var client = new RawClient(server.port())) {
            try {
                for (int i = 0; i < 1000; i++) {
                    int id = 2 * i + 1;
                    if (trick.equals("malformed request")) client.send(RawClient.HEADERS, 5, id, RawClient.request("GET", "no slash"));
                    else
                        client.send(RawClient.HEADERS, 4, id, RawClient.request("POST", "/never"));
                    switch (trick) {
                        case "zero window update" -> client.send(RawClient.WINDOW_UPDATE, 0, id, RawClient.int32(0));
                        case "overflow" -> client.send(RawClient.WINDOW_UPDATE, 0, id, RawClient.int32(0x7fffffff));
                        case "self dependency" -> {
                            byte[] payload = Arrays.copyOf(RawClient.int32(id), 5);
                            client.send(RawClient.PRIORITY, 0, id, payload);
                        }
                        default -> {
                        }
                    }
                }
            } catch (IOException closed) {
                // As it should.
            }

            var frames = client.readToEnd();
            assertThat(frames.stream().filter(frame -> frame.type() == RawClient.RST_STREAM).count()).isLessThanOrEqualTo(201);
            assertThat(server.requests.size()).isLessThanOrEqualTo(202);
        }
        assertServes();
    }

    @Test
    void shouldEndEndlessEmptyContinuations() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send(RawClient.HEADERS, 0, 1, RawClient.request("GET", "/"));
            flood(client, RawClient.frame(RawClient.CONTINUATION, 0, 1), 5000);

            assertEnded(client, RawClient.ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void shouldEndContinuationsThatOutgrowTheHead() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send(RawClient.HEADERS, 0, 1, RawClient.request("GET", "/"));
            flood(client, RawClient.frame(RawClient.CONTINUATION, 0, 1, RawClient.block("x-pad", "a".repeat(16_000))), 1000);

            assertThat(client.readToEnd()).isNotEmpty();
        }
        assertServes();
    }

    /** One byte on the wire for each field of 4 KiB: HPACK's indexed fields (HTTP/2 bomb). */
    @Test
    void shouldNotUnpackABomb() throws IOException {
        try (var client = new RawClient(server.port())) {
            var block = new ByteArrayOutputStream();
            block.writeBytes(RawClient.request("GET", "/"));
            block.write(0x40);
            block.writeBytes(new byte[]{1, 'x', 127, (byte) 0x81, 31});
            block.writeBytes("y".repeat(127 + 0x81 - 128 + 31 * 128).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            for (int i = 0; i < 8000; i++) block.write(0x80 | 62);
            client.send(RawClient.HEADERS, 5, 1, block.toByteArray());

            var frames = client.readToEnd();
            assertThat(frames).noneMatch(frame -> frame.type() == RawClient.DATA);
            assertThat(server.requests).isEmpty();
        }
        assertServes();
    }

    @Test
    void shouldRememberNoMoreOfItsAnswersThanTheProtocolBeginsWithWhateverTheClientAllows() throws Exception {
        int headerTableSize = 1;
        try (var client = new RawClient(server.port(), RawClient.setting(headerTableSize, 1 << 30))) {
            var decoder = new DefaultHttp2HeadersDecoder(false, 65_536);
            for (int i = 0; i < 100; i++) {
                String path = "/" + i % 50 + "p".repeat(300);
                client.send(RawClient.HEADERS, 5, 2 * i + 1, RawClient.request("GET", path));
                var block = Unpooled.wrappedBuffer(client.await(RawClient.HEADERS).payload());

                // This one knows 4096 bytes only: it fails where the server counts on more.
                assertThat(decoder.decodeHeaders(2 * i + 1, block).get("x-target")).hasToString(path);
            }
        }
    }

    @Test
    void shouldCountFieldsAndCookieCrumbs() throws IOException {
        try (var client = new RawClient(server.port())) {
            var fields = new String[400];
            for (int i = 0; i < 400; i += 2) {
                fields[i] = "cookie";
                fields[i + 1] = "a=b";
            }
            client.send(RawClient.HEADERS, 5, 1, RawClient.request("GET", "/", fields));

            client.await(RawClient.HEADERS);
            assertThat(server.refusals).containsExactly("431 more fields than allowed");
            assertThat(server.requests).isEmpty();
            client.send(RawClient.HEADERS, 5, 3, RawClient.request("GET", "/after"));
            assertThat(client.await(RawClient.DATA).stream()).isEqualTo(1);
            assertThat(client.await(RawClient.DATA).stream()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"PING", "SETTINGS"})
    void shouldNotQueueAcknowledgementsWithoutBound(String type) throws IOException {
        try (var client = new RawClient(server.port())) {
            client.socket().setReceiveBufferSize(4096);
            byte[] frame = type.equals("PING")
                    ? RawClient.frame(RawClient.PING, 0, 0, new byte[8])
                    : RawClient.frame(RawClient.SETTINGS, 0, 0);
            flood(client, frame, 2_000_000);

            await().untilAsserted(() -> assertThat(server.connections).isEmpty());
        }
        assertServes();
    }

    @ParameterizedTest
    @ValueSource(ints = {RawClient.PRIORITY, RawClient.WINDOW_UPDATE})
    void shouldEndFramesThatCarryNothing(int type) throws IOException {
        try (var client = new RawClient(server.port())) {
            flood(client, type == RawClient.PRIORITY
                    ? RawClient.frame(type, 0, 1, new byte[]{0, 0, 0, 3, 1})
                    : RawClient.frame(type, 0, 0, RawClient.int32(1)), 100_000);

            assertEnded(client, RawClient.ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void shouldEndEmptyData() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send(RawClient.HEADERS, 4, 1, RawClient.request("POST", "/never"));
            flood(client, RawClient.frame(RawClient.DATA, 0, 1), 100_000);

            assertEnded(client, RawClient.ENHANCE_YOUR_CALM);
        }
    }

    @Test
    void shouldRefuseStreamsBeyondTheBoundAndServeTheRest() throws IOException {
        try (var client = new RawClient(server.port())) {
            for (int i = 0; i < 101; i++) client.send(RawClient.HEADERS, 4, 2 * i + 1, RawClient.request("POST", "/never"));
            client.send(RawClient.DATA, 1, 201, new byte[10]);

            assertThat(client.await(RawClient.RST_STREAM)).hasToString("RST_STREAM 201 error " + RawClient.REFUSED_STREAM);
            client.send(RawClient.PING, 0, 0, new byte[8]);
            client.await(RawClient.PING);
            assertThat(server.requests).hasSize(100);
        }
    }

    /** Window zero, queued answers: what is queued stays within one stream's measure. */
    @Test
    void shouldHoldBackAnswersThatNobodyTakes() throws IOException {
        try (var client = new RawClient(server.port(), RawClient.setting(4, 0))) {
            for (int i = 0; i < 100; i++) client.send(RawClient.HEADERS, 5, 2 * i + 1, RawClient.request("GET", "/large"));
            client.send(RawClient.PING, 0, 0, new byte[8]);
            List<RawClient.Frame> before = new java.util.ArrayList<>();
            for (var frame = client.read(); frame.type() != RawClient.PING; frame = client.read()) before.add(frame);

            assertThat(before).noneMatch(frame -> frame.type() == RawClient.DATA);
        }
        await().untilAsserted(() -> assertThat(server.aborted.get()).isEqualTo(100));
    }

    private static void flood(RawClient client, byte[] frame, int times) {
        int batch = Math.max(1, 60_000 / frame.length);
        byte[] bytes = new byte[batch * frame.length];
        for (int i = 0; i < batch; i++) System.arraycopy(frame, 0, bytes, i * frame.length, frame.length);
        try {
            for (int sent = 0; sent < times; sent += batch) client.sendRaw(bytes);
        } catch (IOException closed) {
            // As it should.
        }
    }

    /** The GOAWAY itself may be lost to the reset that a close with unread input is; the end may not. */
    private void assertEnded(RawClient client, int error) throws IOException {
        var frames = client.readToEnd();
        frames.stream().filter(frame -> frame.type() == RawClient.GOAWAY).forEach(frame -> assertThat(frame.code(4)).isEqualTo(error));
        await().untilAsserted(() -> assertThat(server.connections).isEmpty());
        assertThat(server.refusals).anyMatch(reason -> reason.contains("ENHANCE_YOUR_CALM"));
        assertServes();
    }

    private void assertServes() throws IOException {
        try (var next = new RawClient(server.port())) {
            next.send(RawClient.HEADERS, 5, 1, RawClient.request("GET", "/next"));
            assertThat(new String(next.await(RawClient.DATA).payload(), java.nio.charset.StandardCharsets.US_ASCII)).contains("/next");
        }
    }
}
