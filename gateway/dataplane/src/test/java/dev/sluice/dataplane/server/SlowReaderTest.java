package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.util.ResourceLeakDetector;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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
    void shouldGiveASlowClientWholeAnswersThoughTheGatewayLeaves() throws Exception {
        try (var gateway = RunningGateway.with(config("60s")); var client = connect(gateway.port(80))) {
            int requests = 20;
            send(client, "GET / HTTP/1.1\r\nHost: a\r\n\r\n".repeat(requests));
            await().atMost(PATIENCE).during(Duration.ofMillis(500)).until(() -> gateway.records().size(),
                    made -> made > 0 && made < requests);
            int made = gateway.records().size();
            var drained = gateway.dataPlane().drain().toCompletableFuture();
            await().pollDelay(Duration.ofSeconds(3)).until(() -> true);

            // Those that were made, and one more that tells the client to go.
            assertThat(client.getInputStream().readAllBytes().length).isBetween((made + 1) * LARGE, (made + 2) * LARGE);
            assertThat(drained.get(30, TimeUnit.SECONDS)).isZero();
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

    /** Greets as HTTP/2 does and never reads again. */
    private static void greetAndSleep(ServerSocket server, Queue<Socket> accepted) {
        while (true) {
            try {
                Socket one = server.accept();
                accepted.add(one);
                one.getOutputStream().write(new byte[]{0, 0, 0, 4, 0, 0, 0, 0, 0});
            } catch (IOException closed) {
                return;
            }
        }
    }

    @Test
    void shouldLetGoOfAnEndpointThatTakesNothing() throws Exception {
        String rule = """
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: dr, namespace: default}
                spec:
                  host: up.test
                  trafficPolicy: {connectionPool: {http: {idleTimeout: 1s}}}
                """;
        var accepted = new ConcurrentLinkedQueue<Socket>();
        try (var server = new ServerSocket()) {
            server.setReceiveBufferSize(4 * 1024);
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Thread.ofVirtual().start(() -> greetAndSleep(server, accepted));
            try (var gateway = RunningGateway.with(Http2ForwardingTest.all("HTTP2", server.getLocalPort()) + rule);
                    var client = new Http2Client(gateway.port(80))) {
                // Watching each access to large heads takes a minute.
                ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
                // Far more heads than its socket holds: they and what cancels them wait here.
                var calls = new ArrayList<Http2Client.Call>();
                for (int round = 0; round < 90; round++) calls.add(client.call("GET", "/", true, "x-filler", "f".repeat(50_000)));
                await().atMost(PATIENCE).until(() -> gateway.counts().upstreamConnections() > 0);
                for (var call : calls) call.reset(Http2Error.CANCEL);

                await().atMost(PATIENCE).until(() -> gateway.counts().requests() == 0 && gateway.counts().upstreamConnections() == 0);
            }
        } finally {
            for (Socket one : accepted) one.close();
        }
    }
}
