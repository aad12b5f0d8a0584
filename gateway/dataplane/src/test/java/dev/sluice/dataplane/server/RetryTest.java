package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.exchange.ExchangeRecord;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Retries, timeouts and stale connections, over sockets (RX-43, RX-87). */
@Tag("transport")
class RetryTest {
    private static final String GET = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";

    private static String yaml(String policy, int... ports) {
        return Yaml.gateway() + Yaml.service("up", ports)
                + Yaml.routes("- route: [{destination: {host: up.test}}]" + (policy.isEmpty() ? "" : "\n  " + policy));
    }

    /** Held and not listened on: connections are refused, and nobody else gets the port. */
    private static Socket deadPort() throws IOException {
        var held = new Socket();
        held.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        return held;
    }

    /** Answers its first request with {@code bytes}, ending the connection if {@code ends}; all others with 200. */
    private static Upstream firstly(String bytes, boolean ends) {
        var served = new AtomicInteger();
        return new Upstream((request, in, out) -> {
            String body = Upstream.readBody(request, in);
            if (served.getAndIncrement() > 0) {
                Upstream.reply(out, "attempt " + request.field("x-envoy-attempt-count") + " " + body.length());
                return true;
            }
            write(out, bytes);
            return !ends;
        });
    }

    private static void write(OutputStream out, String latin1) throws IOException {
        out.write(latin1.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static ExchangeRecord onlyRecord(RunningGateway gateway) {
        await().until(() -> gateway.records().size() == 1);
        return gateway.records().getFirst();
    }

    @Test
    void shouldTryEndpointsThatHaveNotFailedYet() throws Exception {
        try (var upstream = Upstream.named("live");
                Socket dead = deadPort();
                Socket another = deadPort();
                var gateway = RunningGateway.with(yaml("", dead.getLocalPort(), another.getLocalPort(), upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            int most = 0;
            for (int i = 0; i < 60; i++) {
                assertThat(client.send(GET).response().status()).isEqualTo(200);
                most = Math.max(most, Integer.parseInt(upstream.last().field("x-envoy-attempt-count")));
            }

            assertThat(most).isEqualTo(3);
            await().until(() -> gateway.records().size() == 60);
            assertThat(gateway.records()).allMatch(one -> one.endpoint().endsWith(":" + upstream.port()) && one.flag().isEmpty());
        }
    }

    @Test
    void shouldSayWhyNoEndpointCouldBeReached() throws Exception {
        try (Socket dead = deadPort();
                var gateway = RunningGateway.with(yaml("", dead.getLocalPort()));
                var client = new RawClient(gateway.port(80))) {
            var answer = client.send(GET).response();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.body()).isEqualTo("upstream connect error or disconnect/reset before headers");
            ExchangeRecord record = onlyRecord(gateway);
            assertThat(record.flag()).isEqualTo("UF,URX");
            assertThat(record.attempts()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"5xx; 200", "reset; 200", "gateway-error; 200", "connect-failure; 503", "retriable-4xx; 503"})
    void shouldRetryALostConnectionOnlyIfAskedTo(String on, int status) throws Exception {
        try (var upstream = firstly("", true);
                var gateway = RunningGateway.with(yaml("retries: {attempts: 2, retryOn: '" + on + "'}", upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            assertThat(client.send(GET).response().status()).isEqualTo(status);

            assertThat(upstream.requests()).hasSize(status == 200 ? 2 : 1);
            assertThat(onlyRecord(gateway).flag()).isEqualTo(status == 200 ? "" : "UC");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"5xx; 500 X; 200", "gateway-error; 502 X; 200", "gateway-error; 500 X; 500",
            "retriable-4xx; 409 X; 200", "418,429; 429 X; 200", "418,429; 428 X; 428", "connect-failure; 503 X; 503"})
    void shouldRetryListedStatuses(String on, String first, int status) throws Exception {
        try (var upstream = firstly("HTTP/1.1 " + first + "\r\ncontent-length: 2\r\n\r\nno", false);
                var gateway = RunningGateway.with(yaml("retries: {attempts: 2, retryOn: '" + on + "'}", upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            var answer = client.send(GET).response();

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).isEqualTo(status == 200 ? "attempt 2 0" : "no");
        }
    }

    @ParameterizedTest
    @CsvSource({"unavailable, 14, true", "cancelled, 1, true", "resource-exhausted, 8, true", "deadline-exceeded, 4, true",
            "internal, 13, true", "unavailable, 13, false"})
    void shouldRetryGrpcStatuses(String on, int code, boolean retried) throws Exception {
        String trailersOnly = "HTTP/1.1 200 OK\r\ncontent-type: application/grpc\r\ngrpc-status: " + code + "\r\ncontent-length: 0\r\n\r\n";
        try (var upstream = firstly(trailersOnly, false);
                var gateway = RunningGateway.with(yaml("retries: {attempts: 1, retryOn: '" + on + "'}", upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            var answer = client.send(GET).response();

            assertThat(answer.field("grpc-status")).isEqualTo(retried ? "" : Integer.toString(code));
        }
    }

    @Test
    void shouldGiveTheLastAnswerWhenRetriesAreUsedUp() throws Exception {
        try (var upstream = Upstream.sending("HTTP/1.1 503 X\r\ncontent-length: 2\r\n\r\nno");
                var gateway = RunningGateway.with(yaml("retries: {attempts: 2, retryOn: 5xx}", upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            assertThat(client.send(GET).response().body()).isEqualTo("no");

            assertThat(upstream.requests()).extracting(one -> one.field("x-envoy-attempt-count")).containsExactly("1", "2", "3");
            ExchangeRecord record = onlyRecord(gateway);
            assertThat(record.flag()).isEqualTo("URX");
            assertThat(record.detail()).isEqualTo("via_upstream");
            assertThat(record.attempts()).isEqualTo(3);
        }
    }

    @Test
    void shouldTryAgainWhenOneTryTakesTooLong() throws Exception {
        try (var upstream = firstly("", false);
                var gateway = RunningGateway
                        .with(yaml("retries: {attempts: 1, perTryTimeout: 300ms, retryOn: 5xx}\n  timeout: 60s", upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            var answer = client.send(GET).response();

            assertThat(answer.body()).isEqualTo("attempt 2 0");
            await().until(() -> upstream.openConnections() == 1);
        }
    }

    @Test
    void shouldAnswer504AndLetTheUpstreamGoAfterTheRoutesTimeout() throws Exception {
        try (var upstream = Upstream.sending("");
                var gateway = RunningGateway.with(yaml("timeout: 300ms", upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            var answer = client.send(GET).response();

            assertThat(answer.status()).isEqualTo(504);
            assertThat(answer.body()).isEqualTo("upstream request timeout");
            assertThat(onlyRecord(gateway).flag()).isEqualTo("UT");
            await().until(() -> upstream.openConnections() == 0);
            assertThat(client.send(GET).response().status()).isEqualTo(504);
        }
    }

    @Test
    void shouldCutAnAnswerThatOutlivesTheRoutesTimeout() throws Exception {
        try (var upstream = Upstream.sending("HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhe");
                var gateway = RunningGateway.with(yaml("timeout: 500ms", upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            assertThat(client.send(GET).rest()).startsWith("HTTP/1.1 200 OK").endsWith("\r\n\r\nhe");

            assertThat(onlyRecord(gateway).flag()).isEqualTo("UT");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3000, 60_000, 65_536})
    void shouldSendTheWholeBodyAgain(int length) throws Exception {
        try (var upstream = firstly("", true);
                var gateway = RunningGateway.with(yaml("retries: {attempts: 1, retryOn: reset}", upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n" + "b".repeat(length));

            assertThat(client.response().body()).isEqualTo("attempt 2 " + length);
        }
    }

    @Test
    void shouldSendAChunkedBodyAgainWithItsTrailers() throws Exception {
        var served = new AtomicInteger();
        try (var upstream = new Upstream((request, in, out) -> {
            String body = Upstream.readBody(request, in);
            if (served.getAndIncrement() == 0) return false;
            Upstream.reply(out, body);
            return true;
        });
                var gateway = RunningGateway.with(yaml("retries: {attempts: 1, retryOn: reset}", upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            client.send(
                    "POST / HTTP/1.1\r\nHost: a\r\nTrailer: x-sum\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\nX-Sum: 1\r\n\r\n");

            assertThat(client.response().body()).isEqualTo("abcde[x-sum: 1]");
        }
    }

    @Test
    void shouldNotTryAgainWhatIsTooLargeToKeep() throws Exception {
        int length = 200_000;
        try (var upstream = firstly("", true);
                var gateway = RunningGateway.with(yaml("retries: {attempts: 3, retryOn: '5xx,reset'}", upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: " + length + "\r\n\r\n" + "b".repeat(length));

            assertThat(client.response().status()).isEqualTo(503);
            assertThat(upstream.requests()).hasSize(1);
            assertThat(onlyRecord(gateway).flag()).isEqualTo("UC");
        }
    }

    @Test
    void shouldNotTryAgainAfterTheFirstByteOfAnAnswer() throws Exception {
        try (var upstream = firstly("HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhel", true);
                var gateway = RunningGateway.with(yaml("retries: {attempts: 3, retryOn: '5xx,reset'}", upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            assertThat(client.send(GET).rest()).endsWith("\r\n\r\nhel");

            assertThat(upstream.requests()).hasSize(1);
            assertThat(onlyRecord(gateway).attempts()).isEqualTo(1);
        }
    }

    /** The endpoint closes a pooled connection just when the next request comes. */
    private static Upstream closingUsedConnections() {
        return new Upstream(new Upstream.Script() {
            private int used;

            @Override
            public synchronized boolean serve(Upstream.Request request, java.io.InputStream in, OutputStream out) throws IOException {
                String body = Upstream.readBody(request, in);
                if (request.ofConnection() == 1 && used++ > 0) return false;
                Upstream.reply(out, "attempt " + request.field("x-envoy-attempt-count") + " " + body);
                return true;
            }
        });
    }

    @Test
    void shouldNotLetAClientSeeAStaleConnection() throws Exception {
        try (var upstream = closingUsedConnections();
                var gateway = RunningGateway.with(yaml("retries: {attempts: 0}", upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            client.send(GET).response();

            var answer = client.send("PUT / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi").response();

            assertThat(answer.body()).isEqualTo("attempt 1 hi");
            assertThat(upstream.connections()).isEqualTo(2);
        }
    }

    @Test
    void shouldNotRepeatWhatIsNotIdempotentOnAStaleConnection() throws Exception {
        try (var upstream = closingUsedConnections();
                var gateway = RunningGateway.with(yaml("retries: {attempts: 0}", upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            client.send(GET).response();

            var answer = client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi").response();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(upstream.requests()).hasSize(2);
        }
    }
}
