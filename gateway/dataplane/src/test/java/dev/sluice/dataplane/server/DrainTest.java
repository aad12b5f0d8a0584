package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How a node leaves (design: keep accepting for the delay, then tell clients to go, end what is under way, cut at the deadline). */
class DrainTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    @Test
    void shouldAcceptDuringTheDelayThenTellClientsToGoAndEndWhatIsUnderWay() throws Exception {
        var entered = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (var upstream = new Upstream((request, in, out) -> {
            if (request.line().contains("/slow")) {
                entered.countDown();
                awaitQuietly(go);
            }
            Upstream.reply(out, "whole");
            return true;
        }); var gateway = new RunningGateway(Duration.ofSeconds(3), Duration.ofSeconds(60))) {
            gateway.apply(Yaml.all(upstream.port()));
            int port = gateway.port(80);
            try (var slow = new RawClient(port); var idle = new RawClient(port)) {
                slow.socket().setSoTimeout(30_000);
                slow.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
                assertThat(idle.send(GET).response().status()).isEqualTo(200);
                entered.await();

                var drained = gateway.dataPlane().drain().toCompletableFuture();

                try (var late = new RawClient(port)) {
                    var answer = late.send(GET).response();
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.field("connection")).isEmpty();
                }
                await().atMost(Duration.ofSeconds(20)).until(() -> refuses(port));
                assertThat(idle.ends(20_000)).isTrue();
                assertThat(drained).isNotDone();
                go.countDown();
                var whole = slow.response();
                assertThat(whole.body()).isEqualTo("whole");
                assertThat(whole.field("connection")).isEqualTo("close");
                assertThat(slow.rest()).isEmpty();
                assertThat(drained.get(20, TimeUnit.SECONDS)).isZero();
            }
        }
    }

    private static boolean refuses(int port) {
        try (var probe = new RawClient(port)) {
            return probe.socket().isClosed();
        } catch (IOException refused) {
            return true;
        }
    }

    @Test
    void shouldCutAndCountWhatOutlivesTheDeadline() throws Exception {
        var go = new CountDownLatch(1);
        try (var upstream = new Upstream((request, in, out) -> {
            awaitQuietly(go);
            return false;
        }); var gateway = new RunningGateway(Duration.ofMillis(50), Duration.ofSeconds(2))) {
            gateway.apply(Yaml.all(upstream.port()));
            int port = gateway.port(80);
            try (var one = new RawClient(port); var other = new RawClient(port); var idle = new RawClient(port)) {
                one.send(GET);
                other.send(GET);
                idle.send("GET / HT");
                await().until(() -> upstream.requests().size() == 2);

                assertThat(gateway.dataPlane().drain().toCompletableFuture().get(20, TimeUnit.SECONDS)).isEqualTo(2);

                assertThat(one.ends(10_000)).isTrue();
                assertThat(other.ends(10_000)).isTrue();
                assertThat(idle.ends(10_000)).isTrue();
            } finally {
                go.countDown();
            }
        }
    }
}
