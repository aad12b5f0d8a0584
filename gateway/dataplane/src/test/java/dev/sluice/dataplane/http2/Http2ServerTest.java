package dev.sluice.dataplane.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rules.model.HttpOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class Http2ServerTest {
    private static final int WINDOW = HttpOptions.DEFAULT.http2StreamWindow();
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
    void shouldReturnNoWindowForABodyThatIsNotPassedOn() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send(RawClient.HEADERS, 4, 1, RawClient.request("POST", "/unread"));
            // More than half of the window, where an update would be due; not all of it, before our SETTINGS are known to hold.
            for (int sent = 0; sent + 16_384 < WINDOW; sent += 16_384) client.send(RawClient.DATA, 0, 1, new byte[16_384]);
            client.send(RawClient.PING, 0, 0, new byte[8]);

            for (var frame = client.read(); frame.type() != RawClient.PING; frame = client.read()) {
                if (frame.type() == RawClient.WINDOW_UPDATE) assertThat(frame.stream()).as("stream of a WINDOW_UPDATE").isZero();
            }
        }
    }

    @Test
    void shouldReturnWindowAsTheBodyIsPassedOn() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send(RawClient.HEADERS, 4, 1, RawClient.request("POST", "/"));
            int credit = WINDOW;
            for (int sent = 0; sent < 40 * 16_384; sent += 16_384) {
                while (credit < 16_384) {
                    var update = client.await(RawClient.WINDOW_UPDATE);
                    if (update.stream() == 1) credit += update.code(0);
                }
                client.send(RawClient.DATA, 0, 1, new byte[16_384]);
                credit -= 16_384;
            }
            client.send(RawClient.DATA, 1, 1);

            assertThat(text(client.await(RawClient.DATA))).contains(40 * 16_384 + " bytes");
        }
    }

    @Test
    void shouldEndAnEarlyAnswerAndTellTheClientToStopSending() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send(RawClient.HEADERS, 4, 1, RawClient.request("POST", "/early"));

            assertThat(text(client.await(RawClient.DATA))).isEqualTo("too much");
            assertThat(client.await(RawClient.RST_STREAM)).hasToString("RST_STREAM 1 error 0");
            for (int i = 0; i < 300; i++) client.send(RawClient.DATA, 0, 1, new byte[10]);
            client.send(RawClient.HEADERS, 5, 3, RawClient.request("GET", "/after"));
            assertThat(text(client.await(RawClient.DATA))).contains("/after");
        }
    }

    @Test
    void shouldAnswerHeadWithLengthAndWithoutBody() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send(RawClient.HEADERS, 5, 1, RawClient.request("HEAD", "/"));

            assertThat(client.await(RawClient.HEADERS).flags() & RawClient.END_STREAM).isEqualTo(RawClient.END_STREAM);
        }
    }

    @Test
    void shouldLeaveInTwoStepsAndServeWhatCrossesTheFirst() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send(RawClient.HEADERS, 4, 1, RawClient.request("POST", "/"));
            client.send(RawClient.PING, 0, 0, new byte[8]);
            client.await(RawClient.PING);
            server.drainAll();

            assertThat(client.await(RawClient.GOAWAY)).hasToString("GOAWAY last 2147483647 error 0");
            client.send(RawClient.HEADERS, 5, 3, RawClient.request("GET", "/crossing"));
            var ping = client.await(RawClient.PING);
            assertThat(text(client.await(RawClient.DATA))).contains("/crossing");
            client.send(RawClient.PING, 1, 0, ping.payload());
            assertThat(client.await(RawClient.GOAWAY)).hasToString("GOAWAY last 3 error 0");
            client.send(RawClient.DATA, 1, 1, new byte[3]);
            assertThat(text(client.await(RawClient.DATA))).contains("3 bytes");
            assertThat(client.readToEnd()).isEmpty();
        }
    }

    @Test
    void shouldLeaveAConnectionThatNeverAsks() throws Exception {
        var quick = new dev.sluice.rules.model.HttpOptions(61_440, 100, 8_192, java.time.Duration.ofMillis(200),
                java.time.Duration.ofMillis(200), java.time.Duration.ZERO,
                100, 65_536, 1_048_576, false, HttpOptions.DEFAULT.pathNormalization(), false, HttpOptions.DEFAULT.escapedSlashes(),
                HttpOptions.DEFAULT.underscores(), 0,
                HttpOptions.DEFAULT.forwardClientCert(), Integer.MAX_VALUE, Long.MAX_VALUE, "sluice");
        try (var other = new EchoServer(quick); var client = new RawClient(other.port())) {
            assertThat(client.readToEnd()).anyMatch(frame -> frame.type() == RawClient.GOAWAY);
        }
    }

    private static String text(RawClient.Frame frame) {
        return new String(frame.payload(), StandardCharsets.US_ASCII);
    }
}
