package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.EOFException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The framing matrix F1 to F32 (request smuggling and its kin): what is refused is refused with 400, closed, and not a byte of it goes upstream. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Tag("transport")
class FramingMatrixTest {
    private Upstream upstream = Upstream.named("v1");
    private RunningGateway gateway = RunningGateway.with(Yaml.all(upstream.port()));

    @BeforeAll
    void start() {
        assertThat(gateway.port(80)).isPositive();
    }

    @AfterAll
    void stop() throws Exception {
        gateway.close();
        upstream.close();
    }

    /** @param status 0: closed without an answer is right too */
    record Attack(String id, int status, String bytes) {
        @Override
        public String toString() {
            String shown = bytes.length() > 90 ? bytes.substring(0, 90) + "... (" + bytes.length() + ")" : bytes;
            return id + " " + shown.replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
        }
    }

    private static final String SMUGGLED = "GET /smuggled HTTP/1.1\r\nHost: evil\r\n\r\n";
    private static final List<Attack> ATTACKS = new ArrayList<>();

    private static void bad(String id, String bytes) {
        ATTACKS.add(new Attack(id, 400, bytes));
    }

    private static void bad(String id, int status, String bytes) {
        ATTACKS.add(new Attack(id, status, bytes));
    }

    private static String post(String fields, String body) {
        return "POST / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n" + body;
    }

    private static String get(String fields) {
        return "GET / HTTP/1.1\r\nHost: a\r\n" + fields + "\r\n\r\n";
    }

    static {
        bad("F1", post("Content-Length: 6\r\nTransfer-Encoding: chunked", "0\r\n\r\nG"));
        bad("F2", post("Transfer-Encoding: chunked\r\nContent-Length: 4", "5c\r\n" + SMUGGLED));
        for (String te : List.of("xchunked", "chunked, gzip", "gzip", "identity", "", "chunked\u000b", "\u000cchunked", "chunked\0",
                "chunked,", ", chunked",
                "chunked;q=1", "chunked chunked", "\"chunked\"", "chun ked")) {
            bad("F3", post("Transfer-Encoding: " + te, "0\r\n\r\n" + SMUGGLED));
        }
        bad("F3", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n"));
        bad("F3", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n"));
        bad("F3", post("Transfer-Encoding : chunked", "0\r\n\r\n"));
        bad("F3", post("Transfer_Encoding: chunked", "0\r\n\r\n"));
        bad("F4", "POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
        for (String cl : List.of("+5", "-1", "-0", "0x5", "5_0", "1 0", "5,5", "5,6", "", "123456789012345678901", "05", "0o5", "5;",
                "\u00b25")) {
            bad("F5", post("Content-Length: " + cl, "hello"));
        }
        bad("F6", post("Content-Length: 5\r\nContent-Length: 5", "hello"));
        bad("F6", post("Content-Length: 5\r\nContent-Length: 40", "hello" + SMUGGLED));
        bad("F14", "GET / HTTP/1.1\nHost: a\n\n");
        bad("F14", "GET / HTTP/1.1\r\nHost: a\n\r\n");
        bad("F14", "GET / HTTP/1.1\r\nHost: a\r\n\n");
        bad("F14", get("X: a\rb"));
        bad("F14", "GET / HTTP/1.1\rHost: a\r\r\n\r\n");
        bad("F15", post("Transfer-Encoding:\r\n chunked", "0\r\n\r\n"));
        bad("F15", get("X: a\r\n\tb"));
        bad("F16", post("Content-Length : 5", "hello"));
        bad("F16", get("Content\t-Length: 5"));
        bad("F16", "GET / HTTP/1.1\r\n Host: a\r\n\r\n");
        bad("F17", get(": x"));
        bad("F17", get("nocolon"));
        bad("F17", get("\u00a0x: y"));
        bad("F17", get("x\u00e9: y"));
        bad("F17", get("Foo/Bar: y"));
        bad("F17", get("Foo(Bar): y"));
        bad("F17", get("Foo[0]: y"));
        bad("F18", get("X: a\0b"));
        bad("F18", get("X: a\u0001b"));
        bad("F18", get("X: a\u001fb"));
        bad("F18", get("X: a\u007fb"));
        bad("F19", "\0\1GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F19", " GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F19", "\r\n\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F19", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F19", "\r\rGET / HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F20", "GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F20", "GET  / HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F20", "GET /  HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F20", "GET HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F20", "GET / HTTP/1.1 \r\nHost: a\r\n\r\n");
        bad("F20", "GET / http/1.1\r\nHost: a\r\n\r\n");
        bad("F20", "GET / HTTP/01.1\r\nHost: a\r\n\r\n");
        bad("F20", "GET / HTTP/1.10\r\nHost: a\r\n\r\n");
        bad("F20", 505, "GET / HTTP/2.0\r\nHost: a\r\n\r\n");
        bad("F20", 505, "GET / HTTP/1.2\r\nHost: a\r\n\r\n");
        bad("F20", "GET /\r\n\r\n");
        bad("F20", "(GET) / HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F20", "GET / XHTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F20", 426, "GET / HTTP/1.0\r\nHost: a\r\n\r\n");
        bad("F21", "GET /a b HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F21", "GET /a\0b HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F21", "GET /a\u00e9 HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F21", "GET /a#f HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F21", "GET * HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F21", "GET a:80 HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F21", "GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F21", "GET http:///x HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F21", "GET http://u@a/x HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F21", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n");
        bad("F21", "GET /a%00b HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F22", "GET / HTTP/1.1\r\n\r\n");
        bad("F22", "GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n");
        for (String host : List.of("", "a,b", "user@h", "h/p", "[::1", "h:", "h:99999", "h:0", "a\0b", "a b", "[::1]x", "h:80:80", "a%41",
                "h?x", "h#x", "h\\x",
                ".", "[1]")) {
            bad("F22", "GET / HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
        }
        bad("F24", 417, post("Content-Length: 1\r\nExpect: 200-ok", ""));
        bad("F24", 417, post("Content-Length: 1\r\nExpect: y 100-continue", ""));
        bad("F25", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n" + SMUGGLED);
        for (String named : List.of("X-Forwarded-For", "Authorization", "Host", "Content-Length", "Transfer-Encoding", "X-Request-Id",
                "Cookie", "x-envoy-x")) {
            bad("F28", get("Connection: close, " + named + "\r\nX: 1"));
        }
        bad("F28", get("Connection: a b"));
        bad("F32", 414, "GET /" + "a".repeat(9000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        bad("F32", 414, "G".repeat(20_000));
        bad("F32", 431, get("X: " + "a".repeat(62_000)));
        bad("F32", 431, get("x".repeat(62_000) + ": a"));
        bad("F32", 431, get("X: a\r\n".repeat(10_000) + "Y: b"));
    }

    static Stream<Attack> attacks() {
        return ATTACKS.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("attacks")
    void shouldRefuseCloseAndSendNothingUpstream(Attack attack) throws Exception {
        int before = upstream.received().length();
        int connections = upstream.connections();
        try (var client = new RawClient(gateway.port(80))) {
            client.send(attack.bytes());

            var answer = client.response();

            assertThat(answer.status()).isEqualTo(attack.status());
            if (!answer.field("x-request-id").isEmpty()) return;
            assertThat(answer.field("connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
        } finally {
            assertThat(upstream.received().length()).isEqualTo(before);
            assertThat(upstream.connections()).isEqualTo(connections);
        }
    }

    static Stream<Attack> brokenBodies() {
        var all = new ArrayList<Attack>();
        for (String size : List.of("0x5", "+5", "-1", "5 ", " 5", "5_", "", "12345678901234567", "ffffffffffffffff", "g", "5\t")) {
            all.add(new Attack("F7", 400, size + "\r\nhello\r\n0\r\n\r\n"));
        }
        all.add(new Attack("F8", 400, "5;a\nX\r\nhello\r\n0\r\n\r\n"));
        all.add(new Attack("F8", 400, "5\nhello\r\n0\r\n\r\n"));
        all.add(new Attack("F8", 400, "5\r\nhello\n0\r\n\r\n"));
        all.add(new Attack("F8", 400, "0\r\nX: y\n\r\n"));
        all.add(new Attack("F8", 400, "0\n\n"));
        all.add(new Attack("F9", 400, "5;a\rb\r\nhello\r\n0\r\n\r\n"));
        all.add(new Attack("F9", 400, "5;a=\u0001\r\nhello\r\n0\r\n\r\n"));
        all.add(new Attack("F9", 400, "5\rhello\r\n0\r\n\r\n"));
        all.add(new Attack("F10", 400, "3\r\nhello\r\n0\r\n\r\n"));
        all.add(new Attack("F10", 400, "5\r\nhelloXX0\r\n\r\n"));
        all.add(new Attack("F11", 400, "5;a=\"x\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"));
        all.add(new Attack("F12", 400, "5;" + "a".repeat(64 * 1024) + "\r\nhello\r\n0\r\n\r\n"));
        all.add(new Attack("F12", 400, ("1;" + "a".repeat(200) + "\r\nx\r\n").repeat(50) + "0\r\n\r\n"));
        all.add(new Attack("F13", 400, "0\r\n Folded: x\r\n\r\n"));
        all.add(new Attack("F13", 431, "0\r\n" + "X: y\r\n".repeat(200) + "\r\n"));
        return all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("brokenBodies")
    void shouldRefuseABrokenChunkedBodyAndDestroyTheUpstreamConnection(Attack attack) throws Exception {
        int before = upstream.requests().size();
        try (var client = new RawClient(gateway.port(80))) {
            client.send(post("Transfer-Encoding: chunked", attack.bytes()));

            var answer = client.response();

            assertThat(answer.status()).isEqualTo(attack.status());
            assertThat(answer.field("connection")).isEqualTo("close");
            assertThat(client.rest()).isEmpty();
        }
        try (var next = new RawClient(gateway.port(80))) {
            assertThat(next.send("GET /next HTTP/1.1\r\nHost: a\r\n\r\n").response().body()).isEqualTo("v1 GET /next HTTP/1.1");
        }
        assertThat(upstream.requests().stream().skip(before)).noneMatch(request -> request.text().contains("smuggled"));
    }

    static Stream<Attack> legal() {
        return Stream.of(new Attack("F3", 200, post("Transfer-Encoding: ChUnKeD", "1\r\nx\r\n0\r\n\r\n")),
                new Attack("F5", 200, post("Content-Length: 5 ", "hello")), new Attack("F5", 200, post("Content-Length: 0", "")),
                new Attack("F7", 200, post("Transfer-Encoding: chunked", "0000000000000001\r\nx\r\n0\r\n\r\n")),
                new Attack("F7", 200, post("Transfer-Encoding: chunked", "A;q=\"a;b\\\"\";r\r\n0123456789\r\n00\r\n\r\n")),
                new Attack("F19", 200, "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
                new Attack("F21", 200, "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"),
                new Attack("F21", 200, "GET http://other.test:81/x HTTP/1.1\r\nHost: a\r\n\r\n"),
                new Attack("F22", 200, "GET / HTTP/1.1\r\nHost: SHOP.Test.\r\n\r\n"),
                new Attack("F22", 200, "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n"),
                new Attack("F18", 200, get("X: caf\u00e9\tau lait")), new Attack("F25", 200, get("Connection: upgrade\r\nUpgrade: foo")),
                new Attack("F27", 200, get("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("legal")
    void shouldServeWhatIsUnusualButRight(Attack request) throws Exception {
        try (var client = new RawClient(gateway.port(80))) {
            assertThat(client.send(request.bytes()).response().status()).isEqualTo(request.status());
            assertThat(client.send("GET /again HTTP/1.1\r\nHost: a\r\n\r\n").response().status()).isEqualTo(200);
        }
        String seen = upstream.requests().get(upstream.requests().size() - 2).text();
        assertThat(seen).doesNotContain("upgrade").doesNotContain("http2-settings").doesNotContain("connection");
    }

    @org.junit.jupiter.api.Test
    void shouldReplaceHostByTheAuthorityOfAnAbsoluteTarget() throws Exception {
        try (var client = new RawClient(gateway.port(80))) {
            client.send("GET http://other.test:81/x HTTP/1.1\r\nHost: a\r\n\r\n").response();
        }
        assertThat(upstream.last().line()).isEqualTo("GET /x HTTP/1.1");
        assertThat(upstream.last().field("host")).isEqualTo("other.test:81");
    }

    @org.junit.jupiter.api.Test
    void shouldDropTrailersThatWereNotAnnouncedAndThoseThatFrameOrAuthenticate() throws Exception {
        try (var client = new RawClient(gateway.port(80))) {
            String fields = "Trailer: X-Sum, Content-Length, Authorization\r\nTransfer-Encoding: chunked";
            String body = "1\r\nx\r\n0\r\nX-Sum: 1\r\nX-Other: 2\r\nContent-Length: 9\r\nHost: evil\r\nAuthorization: b\r\n\r\n";

            assertThat(client.send(post(fields, body)).response().body()).isEqualTo("v1 POST / HTTP/1.1 x[x-sum: 1]");
            assertThat(client.send(post("Transfer-Encoding: chunked", body)).response().body()).isEqualTo("v1 POST / HTTP/1.1 x");
        }
    }

    @org.junit.jupiter.api.Test
    void shouldAnswerTheValidRequestBeforeTheInvalidOneBehindIt() throws Exception {
        try (var client = new RawClient(gateway.port(80))) {
            client.send("GET /1 HTTP/1.1\r\nHost: a\r\n\r\nGET /2 HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n");

            assertThat(client.response().body()).isEqualTo("v1 GET /1 HTTP/1.1");
            assertThat(client.response().status()).isEqualTo(400);
            assertThat(client.rest()).isEmpty();
        }
    }

    @org.junit.jupiter.api.Test
    void shouldTakeNoUnreadBodyForARequest() throws Exception {
        String yaml = Yaml.gateway() + Yaml.routes("- directResponse: {status: 403}");
        try (var early = RunningGateway.with(yaml); var client = new RawClient(early.port(80))) {
            client.send(post("Content-Length: 70000", SMUGGLED));

            assertThat(client.response().status()).isEqualTo(403);
            assertThatCode(client::response).isInstanceOf(EOFException.class);
        }
        try (var early = RunningGateway.with(yaml); var client = new RawClient(early.port(80))) {
            client.send(post("Content-Length: " + SMUGGLED.length(), SMUGGLED) + "GET /next HTTP/1.1\r\nHost: a\r\n\r\n");

            assertThat(client.response().status()).isEqualTo(403);
            assertThat(client.response().status()).isEqualTo(403);
            assertThat(early.records()).extracting(one -> one.method() + one.target()).containsExactly("POST/", "GET/next");
        }
    }
}
