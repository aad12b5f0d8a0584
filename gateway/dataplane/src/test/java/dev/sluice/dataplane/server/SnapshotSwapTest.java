package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** New configuration while clients are served: no request fails, no socket that stays is touched, nothing is forgotten. */
class SnapshotSwapTest {
    private static final int STREAMED = 300_000;

    private static Upstream endpoint(String name) {
        return new Upstream((request, in, out) -> {
            String body = Upstream.readBody(request, in);
            if (!request.line().contains("/big")) {
                Upstream.reply(out, name + " " + body.length());
                return true;
            }
            out.write(("HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] piece = "x".repeat(10_000).getBytes(StandardCharsets.US_ASCII);
            for (int i = 0; i < STREAMED / piece.length; i++) {
                out.write("2710\r\n".getBytes(StandardCharsets.US_ASCII));
                out.write(piece);
                out.write("\r\n".getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
            out.write("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
            return true;
        });
    }

    /** Every round changes names of services, endpoints, routes, and whether a second port listens. */
    private static String round(int round, List<Upstream> all) {
        int[] ports = switch (round % 3) {
            case 0 -> new int[]{all.get(0).port(), all.get(1).port()};
            case 1 -> new int[]{all.get(1).port(), all.get(2).port()};
            default -> new int[]{all.get(2).port()};
        };
        String service = "up" + round % 5;
        String gateway = Yaml.gateway();
        if (round % 2 == 0) gateway += "  - port: {number: 81, name: second, protocol: HTTP}\n    hosts: ['*']\n";
        String first = round % 4 == 0
                ? "- route: [{destination: {host: %s.test}}]".formatted(service)
                : "- match: [{uri: {prefix: /}}]\n  name: r%d\n  route: [{destination: {host: %s.test}}]\n  headers: {response: {set: {x-round: '%d'}}}"
                        .formatted(round, service, round);
        return gateway + Yaml.service(service, ports) + Yaml.routes(first);
    }

    @Test
    void shouldFailNoRequestWhileTheConfigurationChanges() throws Exception {
        swapUnderLoad(Duration.ofSeconds(4));
    }

    @Test
    @Tag("full")
    void shouldFailNoRequestWhileTheConfigurationChangesForMinutes() throws Exception {
        swapUnderLoad(Duration.ofMinutes(5));
    }

    private static void swapUnderLoad(Duration time) throws Exception {
        var upstreams = List.of(endpoint("a"), endpoint("b"), endpoint("c"));
        var failures = new ConcurrentLinkedQueue<String>();
        var served = new AtomicInteger();
        var stop = new AtomicBoolean();
        try (var gateway = RunningGateway.with(round(0, upstreams))) {
            int port = gateway.port(80);
            var clients = new ArrayList<Thread>();
            for (int i = 0; i < 4; i++) clients.add(client(failures, stop, () -> oneByOne(port, stop, served)));
            for (int i = 0; i < 2; i++) clients.add(client(failures, stop, () -> pipelined(port, stop, served)));
            for (int i = 0; i < 2; i++) clients.add(client(failures, stop, () -> streaming(port, stop, served)));
            long until = System.nanoTime() + time.toNanos();
            int rounds = 0;
            while (System.nanoTime() < until && failures.isEmpty()) {
                gateway.apply(round(++rounds, upstreams));
                assertThat(gateway.port(80)).isEqualTo(port);
            }
            stop.set(true);
            for (Thread one : clients) one.join();

            assertThat(failures).isEmpty();
            assertThat(rounds).isGreaterThan(10);
            assertThat(served.get()).isGreaterThan(rounds);
            await().until(() -> gateway.records().size() == served.get());
            assertThat(gateway.records()).allMatch(one -> one.status() == 200 && one.flag().isEmpty());
            assertThat(gateway.records().stream().mapToLong(one -> one.revision()).distinct().count()).isGreaterThan(5);
        } finally {
            for (Upstream one : upstreams) one.close();
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private static Thread client(ConcurrentLinkedQueue<String> failures, AtomicBoolean stop, Work work) {
        return Thread.ofVirtual().start(() -> {
            try {
                work.run();
            } catch (IOException | RuntimeException | AssertionError failure) {
                failures.add(failure.toString());
                stop.set(true);
            }
        });
    }

    private static void oneByOne(int port, AtomicBoolean stop, AtomicInteger served) throws IOException {
        try (var client = new RawClient(port)) {
            client.socket().setSoTimeout(20_000);
            for (int i = 0; !stop.get(); i++) {
                boolean post = i % 2 == 0;
                client.send(post ? "POST /p HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" : "GET /g HTTP/1.1\r\nHost: a\r\n\r\n");
                var answer = client.response();
                assertThat(answer.status()).as(answer.head()).isEqualTo(200);
                assertThat(answer.body()).matches(post ? "[abc] 5" : "[abc] 0");
                served.incrementAndGet();
            }
        }
    }

    private static void pipelined(int port, AtomicBoolean stop, AtomicInteger served) throws IOException {
        try (var client = new RawClient(port)) {
            client.socket().setSoTimeout(20_000);
            while (!stop.get()) {
                client.send("GET /g HTTP/1.1\r\nHost: a\r\n\r\n".repeat(20));
                for (int i = 0; i < 20; i++) {
                    var answer = client.response();
                    assertThat(answer.status()).as(answer.head()).isEqualTo(200);
                    served.incrementAndGet();
                }
            }
        }
    }

    private static void streaming(int port, AtomicBoolean stop, AtomicInteger served) throws IOException {
        try (var client = new RawClient(port)) {
            client.socket().setSoTimeout(20_000);
            while (!stop.get()) {
                var answer = client.send("GET /big HTTP/1.1\r\nHost: a\r\n\r\n").response();
                assertThat(answer.status()).as(answer.head()).isEqualTo(200);
                assertThat(answer.body()).hasSize(STREAMED);
                served.incrementAndGet();
            }
        }
    }

    @Test
    void shouldLetARequestEndAsItBeganThoughItsRouteAndEndpointsAreGone() throws Exception {
        var entered = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (var slow = new Upstream((request, in, out) -> {
            entered.countDown();
            awaitQuietly(go);
            Upstream.reply(out, "old");
            return true;
        });
                var other = Upstream.named("new");
                var gateway = RunningGateway.with(Yaml.all(slow.port()));
                var client = new RawClient(gateway.port(80));
                var later = new RawClient(gateway.port(80))) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
            entered.await();

            gateway.apply(
                    Yaml.gateway() + Yaml.service("other", other.port()) + Yaml.routes("- route: [{destination: {host: other.test}}]"));

            assertThat(later.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").response().body()).startsWith("new");
            go.countDown();
            assertThat(client.response().body()).isEqualTo("old");
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").response().body()).startsWith("new");
            await().atMost(Duration.ofSeconds(20)).until(() -> slow.openConnections() == 0);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }

    @Test
    void shouldSendADelayedRequestToTheClusterItWasRoutedTo() throws Exception {
        String delayed = "- fault: {delay: {fixedDelay: 1s, percentage: {value: 100}}}\n  route: [{destination: {host: up.test}}]";
        try (var upstream = Upstream.named("old");
                var gateway = RunningGateway.with(Yaml.gateway() + Yaml.service("up", upstream.port()) + Yaml.routes(delayed));
                var client = new RawClient(gateway.port(80))) {
            client.send("GET /again HTTP/1.1\r\nHost: a\r\n\r\n");
            // Long enough to be routed, not long enough to be sent.
            await().pollDelay(Duration.ofMillis(400)).until(() -> upstream.requests().isEmpty());

            gateway.apply(Yaml.gateway() + Yaml.routes("- directResponse: {status: 204}"));

            assertThat(client.response().body()).isEqualTo("old GET /again HTTP/1.1");
        }
    }

    @Test
    void shouldKeepConnectionsToEndpointsThatStay() throws Exception {
        try (var upstream = Upstream.named("v1");
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            for (int i = 0; i < 10; i++) {
                assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").response().status()).isEqualTo(200);
                gateway.apply(Yaml.gateway() + Yaml.service("up", upstream.port())
                        + Yaml.routes("- name: r" + i + "\n  route: [{destination: {host: up.test}}]"));
            }

            assertThat(upstream.connections()).isEqualTo(1);
        }
    }
}
