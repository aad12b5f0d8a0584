package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** F29: what upstreams may not send. */
@Tag("transport")
class ResponseFramingTest {
    static Stream<Arguments> broken() {
        return Stream.of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\nContent-Length: 0\n\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\nx", "HTTP/1.1 200 OK\r\nContent-Length: 05\r\n\r\nhello",
                "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\nhello",
                "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: " + "a".repeat(65_000) + "\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX : y\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nX: a\r\n b\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 200 OK\r\nX: a\0\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n".repeat(33) + "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 101 Switching Protocols\r\n\r\n", "HTTP/1.1 20 OK\r\n\r\n", "HTTP/2.0 200 OK\r\n\r\n", "nonsense\r\n\r\n",
                "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n")
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("broken")
    void shouldAnswer502AndDestroyTheConnectionOfABrokenResponse(String bytes) throws Exception {
        try (var upstream = Upstream.sending(bytes);
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

            var answer = client.response();
            while (answer.status() == 103) answer = client.response();

            assertThat(answer.status()).isEqualTo(502);
            await().until(() -> upstream.openConnections() == 0);
            await().until(() -> gateway.records().size() == 1);
            assertThat(gateway.records().getFirst().flag()).isEqualTo("UPE");
            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    static Stream<Arguments> withExtraBytes() {
        return Stream.of(
                Arguments.of("GET", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", "hi"),
                Arguments.of("GET", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\nmore", "hi"),
                Arguments.of("HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", ""),
                Arguments.of("GET", "HTTP/1.1 304 Not Modified\r\n\r\nhi", ""),
                Arguments.of("GET", "HTTP/1.1 204 No Content\r\n\r\nhi", ""));
    }

    @ParameterizedTest
    @MethodSource("withExtraBytes")
    void shouldNotUseAConnectionAgainThatHeldMoreThanItsResponse(String method, String bytes, String body) throws Exception {
        try (var upstream = Upstream.sending(bytes);
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            for (int i = 1; i <= 2; i++) {
                var answer = client.send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n").response(method.equals("HEAD"));

                assertThat(answer.body()).isEqualTo(body);
                assertThat(upstream.connections()).isEqualTo(i);
            }
        }
    }

    @Test
    void shouldCutAnAnswerThatTheUpstreamCuts() throws Exception {
        try (var upstream = new Upstream((request, in, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            out.flush();
            return false;
        }); var gateway = RunningGateway.with(Yaml.all(upstream.port())); var client = new RawClient(gateway.port(80))) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(client.rest()).endsWith("\r\n\r\nhello");
            await().until(() -> gateway.records().size() == 1);
            assertThat(gateway.records().getFirst().flag()).isEqualTo("UC");
        }
    }

    @Test
    void shouldPassABodyThatTheUpstreamsCloseEnds() throws Exception {
        try (var upstream = new Upstream((request, in, out) -> {
            out.write("HTTP/1.0 200 OK\r\n\r\nhello".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return false;
        }); var gateway = RunningGateway.with(Yaml.all(upstream.port())); var client = new RawClient(gateway.port(80))) {
            var answer = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").response();

            assertThat(answer.body()).isEqualTo("hello");
            assertThat(answer.field("transfer-encoding")).isEqualTo("chunked");
        }
    }

    @Test
    void shouldPassInformationalResponses() throws Exception {
        String hints = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
        try (var upstream = Upstream.sending(hints);
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(client.response().field("link")).isEqualTo("</a>");
            assertThat(client.response().body()).isEqualTo("hi");
        }
    }
}
