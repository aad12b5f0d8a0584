package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Bounds that hold on connections, as a ListenerPolicy sets them. */
@Tag("transport")
class ConnectionLimitsTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static String policy(String spec) {
        return """
                ---
                apiVersion: sluice.dev/v1alpha1
                kind: ListenerPolicy
                metadata: {name: limits, namespace: default}
                spec:
                  targetRef: {kind: Gateway, name: gw}
                  %s
                """.formatted(spec);
    }

    @Test
    void shouldAnswer408ToAHeadThatTricklesIn() throws Exception {
        try (var upstream = Upstream.named("v1");
                var gateway = RunningGateway.with(Yaml.all(upstream.port()) + policy("timeouts: {head: 1s}"));
                var client = new RawClient(gateway.port(80))) {
            assertThat(client.send(GET).response().status()).isEqualTo(200);
            client.socket().setSoTimeout(20_000);
            long begun = System.nanoTime();
            Thread.ofVirtual().start(() -> trickle(client));

            var answer = client.response();

            assertThat(answer.status()).isEqualTo(408);
            assertThat(answer.field("connection")).isEqualTo("close");
            assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofMillis(900));
            assertThat(client.ends(10_000)).isTrue();
            assertThat(upstream.requests()).hasSize(1);
        }
    }

    private static void trickle(RawClient client) {
        try {
            client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
            for (int i = 0; i < 1000; i++) {
                client.send("x");
                await().pollDelay(Duration.ofMillis(50)).until(() -> true);
            }
        } catch (IOException closed) {
            // As it should be.
        }
    }

    @Test
    void shouldCloseAConnectionThatSendsNothing() throws Exception {
        String yaml = Yaml.gateway() + Yaml.routes("- directResponse: {status: 204}") + policy("timeouts: {head: 1s, connectionIdle: 1s}");
        try (var gateway = RunningGateway.with(yaml);
                var silent = new RawClient(gateway.port(80));
                var used = new RawClient(gateway.port(80))) {
            assertThat(used.send(GET).response().status()).isEqualTo(204);

            assertThat(silent.ends(20_000)).isTrue();
            assertThat(used.ends(20_000)).isTrue();
        }
    }

    @Test
    void shouldEndARequestThatNothingMoves() throws Exception {
        try (var upstream = Upstream.sending("");
                var gateway = RunningGateway.with(Yaml.all(upstream.port()) + policy("timeouts: {streamIdle: 1s}"));
                var waiting = new RawClient(gateway.port(80));
                var sending = new RawClient(gateway.port(80))) {
            waiting.socket().setSoTimeout(20_000);
            sending.socket().setSoTimeout(20_000);
            waiting.send(GET);
            sending.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nhalf");

            assertThat(waiting.response().status()).isEqualTo(504);
            assertThat(sending.response().status()).isEqualTo(408);
            await().until(() -> gateway.records().size() == 2 && upstream.openConnections() == 0);
            assertThat(gateway.records()).allMatch(one -> one.flag().equals("SI"));
        }
    }

    @Test
    void shouldCloseConnectionsBeyondTheLimitAndAcceptAgainBelowIt() throws Exception {
        String yaml = Yaml.gateway() + Yaml.routes("- directResponse: {status: 204}") + policy("limits: {connections: 2}");
        try (var gateway = RunningGateway.with(yaml); var one = new RawClient(gateway.port(80))) {
            assertThat(one.send(GET).response().status()).isEqualTo(204);
            try (var two = new RawClient(gateway.port(80))) {
                assertThat(two.send(GET).response().status()).isEqualTo(204);
                try (var three = new RawClient(gateway.port(80))) {
                    assertThat(three.ends(10_000)).isTrue();
                }
            }

            await().atMost(Duration.ofSeconds(20)).until(() -> serves(gateway.port(80)));
            assertThat(one.send(GET).response().status()).isEqualTo(204);
        }
    }

    private static boolean serves(int port) {
        try (var client = new RawClient(port)) {
            return client.send(GET).response().status() == 204;
        } catch (IOException refused) {
            return false;
        }
    }
}
