package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients that read slowly get all they asked for; clients that do not read at all cost little and not for long. */
class SlowReaderTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LARGE = 900_000;

    private static String config(String streamIdle) {
        return Yaml.gateway() + Yaml.routes("- directResponse: {status: 200, body: {string: '" + "l".repeat(LARGE) + "'}}") + """
                ---
                apiVersion: sluice.dev/v1alpha1
                kind: ListenerPolicy
                metadata: {name: limits, namespace: default}
                spec:
                  targetRef: {kind: Gateway, name: gw}
                  timeouts: {streamIdle: %s, head: 2s}
                """.formatted(streamIdle);
    }

    /** With a small window, and nothing of what comes is read before somebody asks. */
    private static Socket connect(int port) throws Exception {
        var socket = new Socket();
        socket.setReceiveBufferSize(8 * 1024);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(60_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws Exception {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Test
    void shouldMakeNoMoreAnswersForAClientThatTakesNoneAndGiveThemAllOnceItReads() throws Exception {
        try (var gateway = RunningGateway.with(config("60s")); var client = connect(gateway.port(80))) {
            int requests = 60;
            send(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(requests));

            // Longer than the time for a head: a request that waits for its turn is not late.
            await().pollDelay(Duration.ofSeconds(3)).atMost(PATIENCE).during(Duration.ofMillis(500)).until(() -> gateway.records().size(),
                    made -> made < 20);
            InputStream in = client.getInputStream();
            for (int i = 0; i < requests; i++) {
                while (!Upstream.line(in).isEmpty()) {
                    // The head.
                }
                assertThat(in.readNBytes(LARGE)).hasSize(LARGE);
            }
            assertThat(gateway.records()).hasSize(requests);
        }
    }

    @Test
    void shouldGiveASlowClientTheWholeLastAnswer() throws Exception {
        try (var gateway = RunningGateway.with(config("60s")); var client = connect(gateway.port(80))) {
            // A body that nobody wants: its rest is thrown away for a second after the answer was taken, not after it was made.
            send(client, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\nConnection: close\r\n\r\n" + "b".repeat(20_000));
            await().atMost(PATIENCE).until(() -> gateway.records().size() == 1);
            await().pollDelay(Duration.ofSeconds(3)).until(() -> true);

            assertThat(client.getInputStream().readAllBytes().length).isGreaterThan(LARGE);
        }
    }

    @Test
    void shouldEndTheConnectionOfAClientThatNeverTakesItsAnswer() throws Exception {
        try (var gateway = RunningGateway.with(config("1s"))) {
            try (var one = connect(gateway.port(80)); var other = connect(gateway.port(80)); var third = connect(gateway.port(80))) {
                send(one, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
                send(other, "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(50));
                send(third, "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\nConnection: close\r\n\r\n");
                await().atMost(PATIENCE).until(() -> gateway.records().size() >= 3);
                await().atMost(PATIENCE).until(() -> gateway.counts().clientConnections() == 0);
            }
        }
    }

    @Test
    void shouldResetStreamsWhoseClientOpensNoWindow() throws Exception {
        try (var gateway = RunningGateway.with(config("1s")); var client = new Http2Client(gateway.port(80))) {
            var call = client.get("/");
            call.reading(false);

            await().pollDelay(Duration.ofSeconds(4)).until(() -> true);
            call.reading(true);

            call.over().get(30, TimeUnit.SECONDS);
            assertThat(call.reset()).isNotNegative();
            assertThat(call.received()).isLessThan(LARGE);
            assertThat(client.isOpen()).isTrue();
        }
    }
}
