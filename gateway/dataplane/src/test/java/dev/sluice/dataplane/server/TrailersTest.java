package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Trailers arrive whatever protocols the two sides speak, but for those that no trailer may hold (RFC 9110 section 6.5.1). */
@Tag("transport")
class TrailersTest {
    private static final String[] FORBIDDEN = {"authorization", "Basic eA==", "cookie", "a=b", "x-forwarded-for", "6.6.6.6", "content-type",
            "text/evil", "x-envoy-retry-on", "5xx", "cache-control", "no-store", "x_forwarded_proto", "https", "expect", "100-continue"};
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";

    private static String lines(String... fields) {
        var text = new StringBuilder();
        for (int i = 0; i < fields.length; i += 2) text.append(fields[i]).append(": ").append(fields[i + 1]).append("\r\n");
        return text.toString();
    }

    private static String[] with(String name, String value) {
        String[] all = java.util.Arrays.copyOf(FORBIDDEN, FORBIDDEN.length + 2);
        all[FORBIDDEN.length] = name;
        all[FORBIDDEN.length + 1] = value;
        return all;
    }

    private static String post(String announcement) {
        return "POST / HTTP/1.1\r\nHost: a\r\n" + CHUNKED + announcement + "\r\n3\r\nabc\r\n0\r\n" + lines(with("x-sum", "7")) + "\r\n";
    }

    private static Http2Upstream echoingTrailers() {
        return new Http2Upstream(stream -> stream.whenEnded(() -> stream.reply(stream.received() + " " + stream.allTrailers())));
    }

    @Test
    void shouldPassAnnouncedTrailersOfHttp1OnAsHttp2() throws Exception {
        try (var upstream = echoingTrailers();
                var gateway = RunningGateway.with(Http2ForwardingTest.all("HTTP2", upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            assertThat(client.send(post("Trailer: x-sum, authorization, x-forwarded-for\r\n")).response().body()).isEqualTo("3 [x-sum=7]");
            assertThat(client.send(post("TE: trailers\r\nConnection: te\r\n")).response().body()).isEqualTo("3 [x-sum=7]");
            assertThat(client.send(post("")).response().body()).isEqualTo("3 []");
        }
    }

    @Test
    void shouldPassTrailersOfHttp2OnAsHttp1() throws Exception {
        try (var upstream = Upstream.named("v1");
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = new Http2Client(gateway.port(80))) {
            var call = client.call("POST", "/", false).send("abc", false).trailers(with("x-sum", "7")).awaitEnd();

            assertThat(call.text()).isEqualTo("v1 POST / HTTP/1.1 abc[x-sum: 7]");
        }
    }

    @Test
    void shouldDropForbiddenTrailersBetweenSidesOfHttp2Too() throws Exception {
        try (var upstream = new Http2Upstream(stream -> stream.whenEnded(() -> {
            stream.head(200, false);
            stream.data(stream.allTrailers(), false);
            stream.trailers(with("x-back", "8"));
        }));
                var gateway = RunningGateway.with(Http2ForwardingTest.all("HTTP2", upstream.port()));
                var client = new Http2Client(gateway.port(80))) {
            var call = client.call("POST", "/", false).send("abc", false).trailers(with("x-sum", "7")).awaitEnd();

            assertThat(call.text()).isEqualTo("[x-sum=7]");
            assertThat(call.whole()).isTrue();
            assertThat(call.trailer("x-back")).isEqualTo("8");
            for (int i = 0; i < FORBIDDEN.length; i += 2) assertThat(call.trailer(FORBIDDEN[i])).as(FORBIDDEN[i]).isEmpty();
        }
    }

    @Test
    void shouldGiveTrailersOfHttp2ToClientsOfHttp1ThatAskForThemOnly() throws Exception {
        try (var upstream = new Http2Upstream(stream -> {
            stream.head(200, false);
            stream.data("body", false);
            stream.trailers(with("x-sum", "9"));
        });
                var gateway = RunningGateway.with(Http2ForwardingTest.all("HTTP2", upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\nTE: trailers\r\nConnection: te\r\n\r\n").response().body())
                    .isEqualTo("body[x-sum: 9]");
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").response().body()).isEqualTo("body");
        }
    }

    @Test
    void shouldGiveTrailersOfHttp1ToClientsOfHttp2() throws Exception {
        try (var upstream = new Upstream((request, in, out) -> {
            out.write(("HTTP/1.1 200 OK\r\n" + CHUNKED + "Trailer: x-sum, authorization\r\n\r\n4\r\nbody\r\n0\r\n"
                    + lines(with("x-sum", "9")) + "\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            return true;
        }); var gateway = RunningGateway.with(Yaml.all(upstream.port())); var client = new Http2Client(gateway.port(80))) {
            for (int i = 0; i < 2; i++) {
                var call = client.call("GET", "/", true, "te", "trailers").awaitEnd();
                assertThat(call.text()).isEqualTo("body");
                assertThat(call.trailer("x-sum")).isEqualTo("9");
                assertThat(call.trailer("authorization")).isEmpty();
                assertThat(call.trailer("x-forwarded-for")).isEmpty();
            }
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }
}
