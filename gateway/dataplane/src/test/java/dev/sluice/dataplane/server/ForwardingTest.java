package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("transport")
class ForwardingTest {
    @Test
    void shouldForwardARequestAndItsAnswer() throws Exception {
        try (var upstream = Upstream.named("v1");
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            var response = client.send("GET /a?b=c HTTP/1.1\r\nHost: shop.test\r\nX-One: 1\r\n\r\n").response();

            assertThat(response.status()).isEqualTo(200);
            assertThat(response.body()).isEqualTo("v1 GET /a?b=c HTTP/1.1");
            assertThat(response.field("server")).isEqualTo("sluice");
            assertThat(response.field("date")).endsWith("GMT");
            assertThat(upstream.last().field("host")).isEqualTo("shop.test");
            assertThat(upstream.last().field("x-one")).isEqualTo("1");
            assertThat(upstream.last().field("x-forwarded-for")).isEqualTo("127.0.0.1");
            assertThat(upstream.last().field("x-forwarded-proto")).isEqualTo("http");
            assertThat(upstream.last().field("x-request-id")).hasSize(36);
            assertThat(upstream.last().field("x-envoy-attempt-count")).isEqualTo("1");
            await().until(() -> gateway.records().size() == 1);
            var record = gateway.records().getFirst();
            assertThat(record.status()).isEqualTo(200);
            assertThat(record.flag()).isEmpty();
            assertThat(record.cluster()).isEqualTo("outbound|80||up.test");
            assertThat(record.endpoint()).isEqualTo("127.0.0.1:" + upstream.port());
            assertThat(record.target()).isEqualTo("/a?b=c");
        }
    }

    @Test
    void shouldUseOneUpstreamConnectionForRequestsOneAfterTheOther() throws Exception {
        try (var upstream = Upstream.named("v1");
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            for (int i = 0; i < 20; i++) {
                var response = client.send("POST /" + i + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nhi").response();
                assertThat(response.body()).isEqualTo("v1 POST /" + i + " HTTP/1.1 hi");
            }

            assertThat(upstream.connections()).isEqualTo(1);
        }
    }

    @Test
    void shouldPassChunksWithoutExtensionsBothWays() throws Exception {
        try (var upstream = Upstream.named("v1");
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            var response = client
                    .send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: Chunked\r\n\r\n3;x=\"y\"\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
                    .response();

            assertThat(response.body()).isEqualTo("v1 POST / HTTP/1.1 abcde");
            assertThat(upstream.last().field("transfer-encoding")).isEqualTo("chunked");
            assertThat(upstream.received()).doesNotContain("x=");
        }
    }

    @Test
    void shouldServePipelinedRequestsInOrder() throws Exception {
        try (var upstream = Upstream.named("v1");
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            var all = new StringBuilder();
            for (int i = 0; i < 150; i++) all.append("GET /").append(i).append(" HTTP/1.1\r\nHost: a\r\n\r\n");
            client.send(all.toString());

            for (int i = 0; i < 150; i++) assertThat(client.response().body()).isEqualTo("v1 GET /" + i + " HTTP/1.1");
        }
    }

    @Test
    void shouldAnswer404WhereNoRouteMatches() throws Exception {
        String yaml = Yaml.gateway() + Yaml.service("up", 1)
                + Yaml.routes("- match: [{uri: {prefix: /a}}]\n  route: [{destination: {host: up.test}}]");
        try (var gateway = RunningGateway.with(yaml); var client = new RawClient(gateway.port(80))) {
            var response = client.send("GET /b HTTP/1.1\r\nHost: a\r\n\r\n").response();

            assertThat(response.status()).isEqualTo(404);
            assertThat(response.body()).isEmpty();
            await().until(() -> gateway.records().size() == 1);
            assertThat(gateway.records().getFirst().flag()).isEqualTo("NR");
        }
    }
}
