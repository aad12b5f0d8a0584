package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that go away, with FIN or RST, at any moment: it is noticed at once, and nobody is asked or held for them. */
@Tag("transport")
class VanishingClientTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @ParameterizedTest(name = "reset {0}")
    @ValueSource(booleans = {false, true})
    void shouldNoticeAtOnceThatAClientLeftWithItsRequestUnanswered(boolean reset) throws Exception {
        try (var upstream = new Upstream((request, in, out) -> in.read() >= 0);
                var gateway = RunningGateway.with(Yaml.all(upstream.port()))) {
            for (int i = 0; i < 300; i++) {
                try (var client = new RawClient(gateway.port(80))) {
                    client.send("GET /" + i + " HTTP/1.1\r\nHost: a\r\n\r\n");
                    if (reset) client.socket().setSoLinger(true, 0);
                }
            }

            await().atMost(SOON).until(() -> gateway.counts().clientConnections() == 0 && gateway.counts().requests() == 0);
            assertThat(gateway.records()).allMatch(one -> one.flag().equals("DC"));
        }
    }

    @Test
    void shouldServeOthersThoughSomeWereResetWhileTheyWaitedToBeTaken() throws Exception {
        var release = new CountDownLatch(1);
        try (var upstream = Upstream.named("v1"); var gateway = RunningGateway.with(Yaml.all(upstream.port()))) {
            for (var loop : gateway.loops()) loop.execute(() -> awaitUninterruptibly(release));
            var staying = new ArrayList<RawClient>();
            for (int i = 0; i < 100; i++) {
                var client = new RawClient(gateway.port(80));
                client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
                if (i % 2 == 0) staying.add(client);
                else {
                    client.socket().setSoLinger(true, 0);
                    client.close();
                }
            }
            release.countDown();

            for (var client : staying) {
                assertThat(client.response().status()).isEqualTo(200);
                client.close();
            }
            await().atMost(SOON).until(() -> gateway.counts().clientConnections() == 0 && gateway.counts().requests() == 0);
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void shouldNoticeThatAClientItDoesNotReadFromWasReset() throws Exception {
        try (var upstream = new Upstream((request, in, out) -> in.read() >= 0);
                var gateway = RunningGateway.with(Yaml.all(upstream.port()))) {
            var clients = new ArrayList<RawClient>();
            for (int i = 0; i < 50; i++) {
                var client = new RawClient(gateway.port(80));
                clients.add(client);
                // Far more requests ahead than are taken while the first is under way.
                client.send(("GET /" + i + " HTTP/1.1\r\nHost: a\r\nX-Filler: " + "x".repeat(1000) + "\r\n\r\n").repeat(300));
            }
            await().atMost(SOON).until(() -> upstream.requests().size() == 50);
            for (var client : clients) {
                client.socket().setSoLinger(true, 0);
                client.close();
            }

            await().atMost(SOON).until(() -> gateway.counts().clientConnections() == 0 && gateway.counts().requests() == 0);
        }
    }
}
