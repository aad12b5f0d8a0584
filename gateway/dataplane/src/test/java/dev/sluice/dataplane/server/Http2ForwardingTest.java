package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Settings;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP/2 on either side or both, through a whole gateway. */
@Tag("transport")
class Http2ForwardingTest {
    private static final long LARGE = 64L * 1024 * 1024;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    static String all(String protocol, int... ports) {
        return Yaml.gateway() + service(protocol, ports) + Yaml.routes("- route: [{destination: {host: up.test}}]");
    }

    static String service(String protocol, int... ports) {
        return Yaml.service("up", ports).replace("protocol: HTTP", "protocol: " + protocol);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP2", "GRPC"})
    void shouldSpeakHttp2ToThePortsThatDoAndHttp1ToTheClient(String protocol) throws Exception {
        try (var upstream = Http2Upstream.named("v1");
                var gateway = RunningGateway.with(all(protocol, upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            var response = client
                    .send("POST /a?b=c HTTP/1.1\r\nHost: shop.test\r\nX-One: 1\r\nContent-Length: 2\r\nConnection: close, x-hop\r\n"
                            + "X-Hop: 1\r\n\r\nhi")
                    .response();

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("v1 POST /a?b=c 2");
            assertThat(upstream.last().field(":authority")).isEqualTo("shop.test");
            assertThat(upstream.last().field(":scheme")).isEqualTo("http");
            assertThat(upstream.last().field("x-one")).isEqualTo("1");
            assertThat(upstream.last().field("host")).isEmpty();
            assertThat(upstream.last().field("x-hop")).isEmpty();
            assertThat(upstream.last().field("connection")).isEmpty();
            await().until(() -> gateway.records().size() == 1);
            assertThat(gateway.records().getFirst().status()).isEqualTo(200);
        }
    }

    @Test
    void shouldPassChunksAndTrailersOfHttp1OnAsHttp2() throws Exception {
        try (var upstream = Http2Upstream.named("v1");
                var gateway = RunningGateway.with(all("HTTP2", upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            var response = client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nx-sum: 7\r\n\r\n")
                    .response();

            assertThat(response.body()).startsWith("v1 POST / 3");
            assertThat(upstream.last().field("transfer-encoding")).isEmpty();
        }
    }

    @Test
    void shouldSpeakHttp1ToPortsOfHttp1ForClientsOfHttp2() throws Exception {
        try (var upstream = Upstream.named("v1");
                var gateway = RunningGateway.with(all("HTTP", upstream.port()));
                var client = new Http2Client(gateway.port(80))) {
            var call = client.call("POST", "/x", false, "cookie", "a=1", "cookie", "b=2").send("hello", true).awaitEnd();

            assertThat(call.status()).isEqualTo(200);
            assertThat(call.text()).isEqualTo("v1 POST /x HTTP/1.1 hello");
            assertThat(upstream.last().field("host")).isEqualTo("a.test");
            assertThat(upstream.last().field("cookie")).isEqualTo("a=1; b=2");
            assertThat(upstream.last().field("transfer-encoding")).isEqualTo("chunked");
        }
    }

    @Test
    void shouldFollowTheClientsProtocolWhereAskedTo() throws Exception {
        try (var two = Http2Upstream.named("two"); var one = Upstream.named("one"); var gateway = RunningGateway.with(Yaml.gateway())) {
            String rule = """
                    ---
                    apiVersion: networking.istio.io/v1
                    kind: DestinationRule
                    metadata: {name: dr, namespace: default}
                    spec:
                      host: up.test
                      trafficPolicy: {connectionPool: {http: {useClientProtocol: true}}}
                    """;
            gateway.apply(all("HTTP", two.port()) + rule);
            try (var client = new Http2Client(gateway.port(80))) {
                assertThat(client.get("/").awaitEnd().text()).isEqualTo("two GET / 0");
            }
            gateway.apply(all("HTTP", one.port()) + rule);
            try (var client = new RawClient(gateway.port(80))) {
                assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").response().body()).isEqualTo("one GET / HTTP/1.1");
            }
        }
    }

    @Test
    void shouldSpeakTheNewProtocolAtOnceWhenThePortChangesIt() throws Exception {
        // One port that understands both, as many servers do: which one is spoken is the configuration's choice.
        try (var both = new Http2Upstream(stream -> stream.reply("two"));
                var gateway = RunningGateway.with(all("HTTP2", both.port()));
                var client = new Http2Client(gateway.port(80))) {
            assertThat(client.get("/").awaitEnd().text()).isEqualTo("two");
            gateway.apply(all("HTTP", both.port()));
            var refused = client.get("/").awaitEnd();

            assertThat(refused.status()).isIn(502, 503);
            gateway.apply(all("HTTP2", both.port()));
            assertThat(client.get("/").awaitEnd().text()).isEqualTo("two");
        }
    }

    @Test
    void shouldShareAConnectionAmongStreams() throws Exception {
        try (var upstream = Http2Upstream.named("v1");
                var gateway = RunningGateway.with(all("HTTP2", upstream.port()));
                var client = new Http2Client(gateway.port(80))) {
            client.get("/first").awaitEnd();
            var calls = new ArrayList<Http2Client.Call>();
            for (int i = 0; i < 80; i++) calls.add(client.get("/" + i));
            for (int i = 0; i < 80; i++) assertThat(calls.get(i).awaitEnd().text()).isEqualTo("v1 GET /" + i + " 0");

            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void shouldOpenAnotherConnectionBeyondTheEndpointsConcurrentStreams() throws Exception {
        var settings = Http2Settings.defaultSettings().maxConcurrentStreams(2);
        try (var upstream = new Http2Upstream(settings, stream -> {
        }); var gateway = RunningGateway.with(all("HTTP2", upstream.port())); var client = new Http2Client(gateway.port(80))) {
            client.get("/hold");
            await().until(() -> upstream.streams().size() == 1);
            for (int i = 0; i < 5; i++) client.get("/hold");
            await().atMost(PATIENCE).until(() -> upstream.streams().size() == 6);

            assertThat(streamsPerConnection(upstream)).allMatch(count -> count <= 2);
            assertThat(upstream.connections()).isEqualTo(3);
        }
    }

    @Test
    void shouldServeABurstOnANewConnectionThoughTheEndpointAllowsOneStreamOnly() throws Exception {
        var settings = Http2Settings.defaultSettings().maxConcurrentStreams(1);
        try (var upstream = new Http2Upstream(settings, stream -> stream.whenEnded(() -> stream.reply("ok")));
                var gateway = RunningGateway.with(all("HTTP2", upstream.port()));
                var client = new Http2Client(gateway.port(80))) {
            var calls = new ArrayList<Http2Client.Call>();
            for (int i = 0; i < 50; i++) calls.add(client.call("POST", "/" + i, false));
            for (var call : calls) call.send("x", true);
            for (var call : calls) assertThat(call.awaitEnd().status()).isEqualTo(200);
        }
    }

    @Test
    void shouldSendAgainOnOneNewConnectionWhatManyWereLostWith() throws Exception {
        var first = new java.util.concurrent.atomic.AtomicReference<Object>();
        try (var upstream = new Http2Upstream(stream -> {
            first.compareAndSet(null, stream.connection());
            if (stream.field(":path").equals("/last") && stream.connection().equals(first.get())) stream.loseConnection();
            else if (stream.field(":path").equals("/first") || !stream.connection().equals(first.get())) stream.reply("ok");
        }); var gateway = RunningGateway.with(all("HTTP2", upstream.port())); var client = new Http2Client(gateway.port(80))) {
            assertThat(client.get("/first").awaitEnd().text()).isEqualTo("ok");
            var calls = new ArrayList<Http2Client.Call>();
            for (int i = 0; i < 40; i++) calls.add(client.get("/" + i));
            await().until(() -> upstream.streams().size() == 41);
            calls.add(client.get("/last"));

            for (var call : calls) assertThat(call.awaitEnd().text()).isEqualTo("ok");
            assertThat(upstream.connections()).isEqualTo(2);
        }
    }

    @Test
    void shouldAnswer503WhereThePortDoesNotSpeakHttp2() throws Exception {
        try (var upstream = Upstream.sending("HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                var silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
                var gateway = RunningGateway.with(all("HTTP2", upstream.port()));
                var client = new Http2Client(gateway.port(80))) {
            assertThat(client.get("/").awaitEnd().status()).isEqualTo(503);
            gateway.apply(all("HTTP2", silent.getLocalPort()) + """
                    ---
                    apiVersion: networking.istio.io/v1
                    kind: DestinationRule
                    metadata: {name: dr, namespace: default}
                    spec:
                      host: up.test
                      trafficPolicy: {connectionPool: {tcp: {connectTimeout: 200ms}}}
                    """);
            assertThat(client.get("/").awaitEnd().status()).isEqualTo(503);
            await().until(() -> gateway.records().size() == 2);
            assertThat(gateway.records()).allMatch(record -> record.flag().contains("UF"));
        }
    }

    @Test
    void shouldHonourTheConfiguredConcurrentStreams() throws Exception {
        String rule = """
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: dr, namespace: default}
                spec:
                  host: up.test
                  trafficPolicy: {connectionPool: {http: {maxConcurrentStreams: 3}}}
                """;
        try (var upstream = new Http2Upstream(stream -> {
        }); var gateway = RunningGateway.with(all("HTTP2", upstream.port()) + rule); var client = new Http2Client(gateway.port(80))) {
            for (int i = 0; i < 9; i++) client.get("/hold");
            await().atMost(PATIENCE).until(() -> upstream.streams().size() == 9);

            assertThat(streamsPerConnection(upstream)).allMatch(count -> count <= 3);
        }
    }

    private static Iterable<Integer> streamsPerConnection(Http2Upstream upstream) {
        var counts = new java.util.HashMap<Object, Integer>();
        for (var stream : upstream.streams()) counts.merge(stream.connection(), 1, Integer::sum);
        return counts.values();
    }

    @Test
    void shouldTryARefusedStreamAgainEvenForPost() throws Exception {
        var tries = new AtomicInteger();
        try (var upstream = new Http2Upstream(stream -> {
            if (tries.incrementAndGet() == 1) stream.reset(Http2Error.REFUSED_STREAM);
            else
                stream.whenEnded(() -> stream.reply("second " + stream.received()));
        }); var gateway = RunningGateway.with(all("HTTP2", upstream.port())); var client = new Http2Client(gateway.port(80))) {
            var call = client.call("POST", "/", false).send("once", true).awaitEnd();

            assertThat(call.text()).isEqualTo("second 4");
            await().until(() -> gateway.records().size() == 1);
            assertThat(gateway.records().getFirst().attempts()).isEqualTo(2);
        }
    }

    @Test
    void shouldAnnounceAsEmptyWhatAnHttp2ClientPostsWithoutABody() throws Exception {
        try (var upstream = Upstream.named("v1");
                var gateway = RunningGateway.with(all("HTTP", upstream.port()));
                var client = new Http2Client(gateway.port(80))) {
            assertThat(client.call("POST", "/x", true).awaitEnd().status()).isEqualTo(200);

            assertThat(upstream.last().field("content-length")).isEqualTo("0");
        }
    }

    @Test
    void shouldNotTryAPostAgainThatWasResetForAnotherReason() throws Exception {
        try (var upstream = new Http2Upstream(stream -> stream.reset(Http2Error.INTERNAL_ERROR));
                var gateway = RunningGateway.with(all("HTTP2", upstream.port()));
                var client = new Http2Client(gateway.port(80))) {
            var call = client.call("POST", "/", false).send("once", true).awaitEnd();

            assertThat(call.status()).isEqualTo(503);
            assertThat(upstream.streams()).hasSize(1);
            await().until(() -> gateway.records().size() == 1);
            assertThat(gateway.records().getFirst().flag()).isEqualTo("UR");
        }
    }

    @Test
    void shouldTryAgainElsewhereWhatGoAwayLeavesOutAndEndWhatItTook() throws Exception {
        var slowOn = new java.util.concurrent.atomic.AtomicReference<Object>("none yet");
        try (var upstream = new Http2Upstream(stream -> {
            switch (stream.field(":path")) {
                case "/slow" -> slowOn.set(stream.connection());
                case "/late" -> {
                    if (stream.connection().equals(slowOn.get())) stream.goAway(stream.id() - 2);
                    else
                        stream.whenEnded(() -> stream.reply("late " + stream.received()));
                }
                default -> stream.reply("other");
            }
        }); var gateway = RunningGateway.with(all("HTTP2", upstream.port())); var client = new Http2Client(gateway.port(80))) {
            var slow = client.get("/slow");
            await().until(() -> upstream.streams().size() == 1);
            var late = client.call("POST", "/late", false).send("body", true).awaitEnd();

            assertThat(late.text()).isEqualTo("late 4");
            var first = upstream.streams().getFirst();
            first.run(() -> first.reply("slow"));
            assertThat(slow.awaitEnd().text()).isEqualTo("slow");
            assertThat(client.get("/other").awaitEnd().text()).isEqualTo("other");
            await().atMost(PATIENCE).until(() -> upstream.openConnections() == 1);
        }
    }

    @Test
    void shouldEndWholeWhatRunsOnAConnectionAndUseAnotherAfterGoAway() throws Exception {
        try (var upstream = new Http2Upstream(stream -> {
            stream.reply("ok");
            stream.goAway(Integer.MAX_VALUE);
        }); var gateway = RunningGateway.with(all("HTTP2", upstream.port())); var client = new Http2Client(gateway.port(80))) {
            for (int i = 0; i < 20; i++) assertThat(client.get("/" + i).awaitEnd().status()).isEqualTo(200);

            assertThat(gateway.records()).allMatch(record -> record.attempts() == 1);
        }
    }

    @Test
    void shouldPassTrailersBothWays() throws Exception {
        try (var upstream = new Http2Upstream(stream -> stream.whenEnded(() -> {
            stream.head(200, false, "content-type", "text/plain");
            stream.data("body" + stream.trailers(), false);
            stream.trailers("x-sum", "9");
        })); var gateway = RunningGateway.with(all("HTTP2", upstream.port())); var client = new Http2Client(gateway.port(80))) {
            var call = client.call("POST", "/", false, "te", "trailers").send("a", false).trailers("x-up", "1").awaitEnd();

            assertThat(call.text()).isEqualTo("body x-up=1");
            assertThat(call.trailer("x-sum")).isEqualTo("9");
            assertThat(upstream.last().field("te")).isEqualTo("trailers");
        }
    }

    @Test
    void shouldPassTrailersOfHttp2ToAClientOfHttp1ThatWantsThem() throws Exception {
        try (var upstream = new Http2Upstream(stream -> {
            stream.head(200, false);
            stream.data("body", false);
            stream.trailers("x-sum", "9");
        });
                var gateway = RunningGateway.with(all("HTTP2", upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: te\r\n\r\n").response().body())
                    .isEqualTo("body[x-sum: 9]");
        }
    }

    @Test
    void shouldPassInformationalResponses() throws Exception {
        try (var upstream = new Http2Upstream(stream -> {
            stream.head(103, false, "link", "</a.css>; rel=preload");
            stream.reply("final");
        }); var gateway = RunningGateway.with(all("HTTP2", upstream.port())); var client = new Http2Client(gateway.port(80))) {
            var call = client.get("/").awaitEnd();

            assertThat(call.informational()).containsExactly(103);
            assertThat(call.text()).isEqualTo("final");
        }
    }

    @Test
    void shouldCancelTheUpstreamStreamWhenTheClientResetsItsOwn() throws Exception {
        try (var upstream = new Http2Upstream(stream -> {
            if (stream.field(":path").equals("/ok")) stream.reply("ok");
        }); var gateway = RunningGateway.with(all("HTTP2", upstream.port())); var client = new Http2Client(gateway.port(80))) {
            var call = client.get("/hold");
            await().until(() -> upstream.streams().size() == 1);
            call.reset(Http2Error.CANCEL);

            await().atMost(PATIENCE).until(() -> upstream.last().reset() == Http2Error.CANCEL.code());
            assertThat(client.get("/ok").awaitEnd().text()).isEqualTo("ok");
            assertThat(upstream.connections()).isEqualTo(1);
            assertThat(gateway.records().getFirst().flag()).isEqualTo("DC");
        }
    }

    @Test
    void shouldCancelTheUpstreamStreamWhenAClientOfHttp1Leaves() throws Exception {
        try (var upstream = new Http2Upstream(stream -> {
        }); var gateway = RunningGateway.with(all("HTTP2", upstream.port()))) {
            try (var client = new RawClient(gateway.port(80))) {
                client.send("GET /hold HTTP/1.1\r\nHost: a\r\n\r\n");
                await().until(() -> upstream.streams().size() == 1);
            }
            await().atMost(PATIENCE).until(() -> upstream.last().reset() == Http2Error.CANCEL.code());
        }
    }

    @Test
    void shouldCutAnAnswerThatTheUpstreamCut() throws Exception {
        try (var upstream = new Http2Upstream(stream -> {
            stream.head(200, false);
            stream.data("half", false);
            stream.reset(Http2Error.INTERNAL_ERROR);
        }); var gateway = RunningGateway.with(all("HTTP2", upstream.port())); var client = new Http2Client(gateway.port(80))) {
            var call = client.get("/").awaitEnd();

            assertThat(call.whole()).isFalse();
            assertThat(call.reset()).isNotNegative();
        }
    }

    @Test
    void shouldHoldTheUpstreamBackForASlowReader() throws Exception {
        try (var upstream = new Http2Upstream(stream -> stream.large(LARGE));
                var gateway = RunningGateway.with(all("HTTP2", upstream.port()));
                var client = new Http2Client(gateway.port(80))) {
            var call = client.get("/");
            call.reading(false);
            call.awaitHead();
            var stream = upstream.last();
            await().atMost(PATIENCE).during(Duration.ofMillis(500)).until(stream::unwritten, left -> left > LARGE - 8 * 1024 * 1024);
            call.reading(true);

            assertThat(call.awaitEnd().received()).isEqualTo(LARGE);
        }
    }

    @Test
    void shouldHoldTheClientBackForASlowEndpoint() throws Exception {
        try (var upstream = new Http2Upstream(stream -> {
            stream.reading(false);
            stream.whenEnded(() -> stream.reply("got " + stream.received()));
        }); var gateway = RunningGateway.with(all("HTTP2", upstream.port())); var client = new Http2Client(gateway.port(80))) {
            var call = client.call("PUT", "/", false).large(LARGE);
            await().until(() -> upstream.streams().size() == 1);
            await().atMost(PATIENCE).during(Duration.ofMillis(500)).until(call::unwritten, left -> left > LARGE - 8 * 1024 * 1024);
            upstream.last().reading(true);

            assertThat(call.awaitEnd().text()).isEqualTo("got " + LARGE);
        }
    }

    @Test
    void shouldLetOneSlowStreamNotHoldBackItsNeighbours() throws Exception {
        try (var upstream = new Http2Upstream(stream -> {
            if (stream.field(":path").equals("/large")) stream.large(LARGE);
            else
                stream.reply("ok");
        }); var gateway = RunningGateway.with(all("HTTP2", upstream.port())); var client = new Http2Client(gateway.port(80))) {
            var slow = client.get("/large");
            slow.reading(false);
            slow.awaitHead();
            try (var other = new Http2Client(gateway.port(80))) {
                for (int i = 0; i < 200; i++) assertThat(other.get("/small").awaitEnd().text()).isEqualTo("ok");
            }
            slow.reset(Http2Error.CANCEL);
            await().atMost(PATIENCE).until(() -> upstream.streams().getFirst().reset() >= 0);
        }
    }
}
