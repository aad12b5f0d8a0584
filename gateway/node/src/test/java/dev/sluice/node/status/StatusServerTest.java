package dev.sluice.node.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.telemetry.AccessLog;
import dev.sluice.dataplane.telemetry.Metrics;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class StatusServerTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Metrics metrics = new Metrics(AccessLog.off(), InstantSource.system(), "epoll");
    private volatile List<String> reasons = List.of("waiting for the first configuration");
    private volatile List<Health> nodes = List.of(node("ingress", true), node("egress", false));
    private final StatusServer server = StatusServer
            .start(vertx, "127.0.0.1", 0, () -> nodes, metrics::scrape)
            .toCompletionStage().toCompletableFuture().join();

    @AfterEach
    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void shouldBeReadyOnlyWhenEveryNodeIs() throws Exception {
        // When
        HttpResponse<String> before = get("/healthz/ready");
        reasons = List.of();
        HttpResponse<String> after = get("/healthz/ready");

        // Then
        assertThat(before.statusCode()).isEqualTo(503);
        assertThat(before.body()).isEqualTo("ingress: not ready: waiting for the first configuration\negress: ready\n");
        assertThat(after.statusCode()).isEqualTo(200);
    }

    @Test
    void shouldNotBeReadyBeforeThereIsANode() throws Exception {
        // Given
        nodes = List.of();

        // Then
        assertThat(get("/healthz/ready").statusCode()).isEqualTo(503);
    }

    @Test
    void shouldBeLiveWhileItIsNotReady() throws Exception {
        assertThat(get("/healthz/live").statusCode()).isEqualTo(200);
    }

    @Test
    void shouldServeMetricsAsPrometheusReadsThem() throws Exception {
        // Given
        metrics.node("ingress").listener("80").connectionOpened();

        // When
        HttpResponse<String> answer = get("/metrics");

        // Then
        assertThat(answer.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
        assertThat(answer.body()).contains("# TYPE sluice_connections_total counter",
                "sluice_connections_total{listener=\"80\",node=\"ingress\"} 1.0");
    }

    @Test
    void shouldServeNothingElse() throws Exception {
        assertThat(get("/").statusCode()).isEqualTo(404);
        var post = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + "/metrics"))
                .POST(HttpRequest.BodyPublishers.ofString("x")).build();
        assertThat(client.send(post, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(405);
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private Health node(String name, boolean waiting) {
        return new Health() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public List<String> notReady() {
                return waiting ? reasons : List.of();
            }
        };
    }
}
