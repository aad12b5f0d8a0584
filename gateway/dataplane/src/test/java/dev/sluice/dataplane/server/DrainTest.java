package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How a node leaves (design: keep accepting for the delay, then tell clients to go, end what is under way, cut at the deadline). */
@Tag("transport")
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

    /** Connected, request sent, and not yet known to the gateway. */
    private static List<RawClient> queued(RunningGateway gateway, int count, CountDownLatch release) throws Exception {
        for (var loop : gateway.loops()) loop.execute(() -> awaitUnchecked(release));
        var clients = new ArrayList<RawClient>();
        for (int i = 0; i < count; i++) {
            var client = new RawClient(gateway.port(80));
            clients.add(client);
            client.socket().setSoTimeout(60_000);
            client.send(GET);
        }
        return clients;
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void shouldAnswerWhoeverWaitedInTheKernelWhenItStoppedAccepting() throws Exception {
        var release = new CountDownLatch(1);
        try (var upstream = Upstream.named("v1"); var gateway = new RunningGateway(Duration.ZERO, Duration.ofSeconds(30))) {
            gateway.apply(Yaml.all(upstream.port()));
            List<RawClient> clients = queued(gateway, 200, release);

            var drained = gateway.dataPlane().drain().toCompletableFuture();
            release.countDown();

            for (var client : clients) {
                var answer = client.response();
                assertThat(answer.status()).isEqualTo(200);
                // Who was answered in the turn before the drain began was not told, and is let go as idle.
                assertThat(client.ends(10_000)).isTrue();
                client.close();
            }
            assertThat(drained.get(20, TimeUnit.SECONDS)).isZero();
        }
    }

    @Test
    void shouldCutNobodyWhoConnectsWhileItLeaves() throws Exception {
        var faults = new ConcurrentLinkedQueue<String>();
        var served = new AtomicInteger();
        var servedSince = new AtomicInteger();
        var leaving = new AtomicBoolean();
        try (var upstream = Upstream.named("v1"); var gateway = new RunningGateway(Duration.ofMillis(300), Duration.ofSeconds(60))) {
            gateway.apply(Yaml.all(upstream.port()));
            int port = gateway.port(80);
            var clients = new ArrayList<Thread>();
            for (int i = 0; i < 16; i++) {
                boolean http2 = i % 4 == 0;
                clients.add(Thread.ofPlatform().start(() -> {
                    while (http2 ? askHttp2(port, faults) : askHttp1(port, faults)) {
                        served.incrementAndGet();
                        if (leaving.get()) servedSince.incrementAndGet();
                    }
                }));
            }
            await().atMost(Duration.ofSeconds(30)).until(() -> served.get() > 100);
            leaving.set(true);

            assertThat(gateway.dataPlane().drain().toCompletableFuture().get(60, TimeUnit.SECONDS)).isZero();

            for (Thread one : clients) one.join();
            assertThat(faults).isEmpty();
            assertThat(servedSince.get()).isGreaterThan(16);
        }
    }

    /** False once connections are refused; anything else than an answer after the connect is a fault. */
    private static boolean askHttp1(int port, Queue<String> faults) {
        RawClient client;
        try {
            client = new RawClient(port);
        } catch (IOException refused) {
            return false;
        }
        try (client) {
            client.socket().setSoTimeout(60_000);
            if (client.send(GET).response().status() == 200) return true;
            faults.add("not 200");
        } catch (IOException cut) {
            faults.add("HTTP/1.1: " + cut);
        }
        return false;
    }

    private static boolean askHttp2(int port, Queue<String> faults) {
        Http2Client client;
        try {
            client = new Http2Client(port);
        } catch (Exception refused) {
            return false;
        }
        try (client) {
            if (client.get("/").awaitEnd().status() == 200) return true;
            faults.add("HTTP/2: no answer");
        }
        return false;
    }

    @Test
    void shouldWaitForTheFirstRequestOfWhomItTookAMomentAgo() throws Exception {
        try (var upstream = Upstream.named("v1"); var gateway = new RunningGateway(Duration.ZERO, Duration.ofSeconds(30))) {
            gateway.apply(Yaml.all(upstream.port()));
            try (var one = new RawClient(gateway.port(80)); var two = new Http2Client(gateway.port(80))) {
                await().until(() -> gateway.counts().clientConnections() == 2);

                var drained = gateway.dataPlane().drain().toCompletableFuture();
                await().during(Duration.ofMillis(2500)).atMost(Duration.ofSeconds(20)).until(() -> !drained.isDone());

                assertThat(one.send(GET).response().field("connection")).isEqualTo("close");
                assertThat(two.get("/").awaitEnd().status()).isEqualTo(200);
                await().until(() -> !two.goAways().isEmpty());
                assertThat(drained.get(20, TimeUnit.SECONDS)).isZero();
            }
        }
    }
}
