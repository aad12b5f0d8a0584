package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a request and an answer passes the gateway, and what it makes of it itself (RX-81 to RX-84, F28, P11). */
class EdgeFieldsTest {
    private static String mesh(String topology) {
        return """
                ---
                apiVersion: sluice.dev/v1alpha1
                kind: MeshConfig
                metadata: {name: default}
                spec: {defaultConfig: {gatewayTopology: {%s}}}
                """.formatted(topology);
    }

    private static Upstream.Request sent(String yamlTail, String target, String fields) throws Exception {
        try (var upstream = Upstream.named("v1");
                var gateway = RunningGateway.with(Yaml.all(upstream.port()) + yamlTail);
                var client = new RawClient(gateway.port(80))) {
            var answer = client.send("GET " + target + " HTTP/1.1\r\nHost: shop.test\r\n" + fields + "\r\n").response();
            assertThat(answer.status()).as(answer.head() + answer.body()).isEqualTo(200);
            return upstream.last();
        }
    }

    @Test
    void shouldTakeOutWhatBelongsToTheClientsConnection() throws Exception {
        var seen = sent("", "/",
                "Connection: keep-alive, X-Gone\r\nX-Gone: 1\r\nKeep-Alive: timeout=5\r\nProxy-Connection: close\r\nTE: gzip\r\nX-Stays: 1\r\n");

        assertThat(seen.text().toLowerCase(java.util.Locale.ROOT)).doesNotContain("x-gone").doesNotContain("keep-alive")
                .doesNotContain("proxy-connection")
                .doesNotContain("\r\nte:").doesNotContain("\r\nconnection:").contains("x-stays: 1");
    }

    @Test
    void shouldTakeOutWhatBelongsToTheUpstreamsConnection() throws Exception {
        String bytes = "HTTP/1.1 200 OK\r\nConnection: x-gone, keep-alive\r\nX-Gone: 1\r\nKeep-Alive: timeout=5\r\nProxy-Connection: a\r\nUpgrade: h2c\r\nX-Stays: 1\r\nContent-Length: 0\r\n\r\n";
        try (var upstream = Upstream.sending(bytes);
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            String head = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").response().head();

            assertThat(head).doesNotContain("x-gone").doesNotContain("keep-alive").doesNotContain("proxy-connection")
                    .doesNotContain("upgrade")
                    .doesNotContain("connection").contains("x-stays: 1");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For", "x-forwarded-proto", "AUTHORIZATION", "Host", "Cookie", "X-Request-Id", "X-Envoy-Any",
            "Forwarded",
            "close, X-Real-Ip", "\u00e2\u0080\u0083close", "\u00e2\u0084\u00aaeep-alive", "a b"})
    void shouldRefuseAConnectionFieldThatNamesWhatMustStay(String named) throws Exception {
        try (var upstream = Upstream.named("v1");
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: " + named + "\r\n\r\n").response().status()).isEqualTo(400);
            assertThat(upstream.requests()).isEmpty();
        }
    }

    @Test
    void shouldBelieveNothingThatAClientSaysOfItself() throws Exception {
        var seen = sent("", "/",
                "X-Request-Id: mine\r\nX-Envoy-Attempt-Count: 9\r\nx-envoy-original-path: /a\r\nX-Envoy-Expected-Rq-Timeout-Ms: 1\r\n"
                        + "X-Forwarded-Proto: https\r\nX-Forwarded-For: 1.1.1.1\r\nX-Forwarded-Client-Cert: Hash=1\r\nX-Envoy-External-Address: 2.2.2.2\r\n");

        assertThat(seen.field("x-request-id")).hasSize(36);
        assertThat(seen.field("x-envoy-attempt-count")).isEqualTo("1");
        assertThat(seen.field("x-envoy-original-path")).isEmpty();
        assertThat(seen.field("x-envoy-expected-rq-timeout-ms")).isEmpty();
        assertThat(seen.field("x-forwarded-proto")).isEqualTo("http");
        assertThat(seen.field("x-forwarded-for")).isEqualTo("1.1.1.1,127.0.0.1");
        assertThat(seen.field("x-envoy-external-address")).isEqualTo("127.0.0.1");
        assertThat(seen.field("x-forwarded-client-cert")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"1; 1.1.1.1, 2.2.2.2; 2.2.2.2", "2; 1.1.1.1, 2.2.2.2; 1.1.1.1", "3; 1.1.1.1, 2.2.2.2; 127.0.0.1"})
    void shouldBelieveAsManyHopsAsItIsTold(int hops, String list, String client) throws Exception {
        var seen = sent(mesh("numTrustedProxies: " + hops), "/", "X-Forwarded-For: " + list + "\r\nX-Forwarded-Proto: https\r\n");

        assertThat(seen.field("x-forwarded-for")).isEqualTo(list + ",127.0.0.1");
        assertThat(seen.field("x-envoy-external-address")).isEqualTo(client);
        assertThat(seen.field("x-forwarded-proto")).isEqualTo("https");
    }

    @ParameterizedTest
    @ValueSource(strings = {"X_Forwarded_For", "x-forwarded_for", "X_Request_Id", "X_Envoy_Attempt_Count", "x_forwarded_client_cert"})
    void shouldDropAnOwnedNameSpelledWithUnderscores(String alias) throws Exception {
        assertThat(sent("", "/", alias + ": evil\r\nX_Other: fine\r\n").text()).doesNotContain("evil").contains("x_other: fine");
    }

    @ParameterizedTest
    @CsvSource({"/a/../b, /b", "/a/./b//c, /a/b//c", "/%61%2e%2E/x, /a../x", "/a%2Fb, /a%2Fb", "/a\\b, /a/b", "/x?y=/../z, /x?y=/../z"})
    void shouldForwardThePathThatWasDecidedOn(String path, String forwarded) throws Exception {
        assertThat(sent("", path, "").line()).isEqualTo("GET " + forwarded + " HTTP/1.1");
    }

    @Test
    void shouldRefuseAPathThatLeavesTheRoot() throws Exception {
        try (var upstream = Upstream.named("v1");
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            assertThat(client.send("GET /a/../../b HTTP/1.1\r\nHost: a\r\n\r\n").response().status()).isIn(200, 400);
            assertThat(upstream.requests()).noneMatch(one -> one.line().contains(".."));
        }
    }
}
