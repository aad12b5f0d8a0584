package dev.sluice.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.process.SluiceProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start looks like from outside: traffic first, readiness when it is warm, and nothing of the warm-up in log and metrics. */
class WarmStartTest {
    private static final String CONFIG = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: web, namespace: default}
            spec:
              selector: {istio: ingressgateway}
              servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: web, namespace: default}
            spec:
              hosts: ["*"]
              gateways: [web]
              http: [{name: here, directResponse: {status: 200, body: {string: served}}}]
            """;

    @TempDir Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private int http;
    private int status;

    @BeforeEach
    void choosePorts() throws IOException {
        http = SluiceProcess.freePort();
        status = SluiceProcess.freePort();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private SluiceProcess start(String prewarm) throws IOException {
        Path config = Files.writeString(folder.resolve("web.yaml"), CONFIG);
        return SluiceProcess.start(folder, "gateway", "gateway", "--config", config.toString(), "--bind", "127.0.0.1", "--port-map",
                "80=" + http,
                "--status-port", Integer.toString(status), "--access-log", folder.resolve("access.log").toString(), "--drain-delay", "0s",
                "--prewarm",
                prewarm);
    }

    @Test
    void shouldServeBeforeItIsReadyAndWarmUpUnseen() throws Exception {
        try (SluiceProcess gateway = start("4s")) {
            await().atMost(SluiceProcess.SOON).ignoreExceptions().until(() -> get().endsWith("served"));
            HttpResponse<String> early = page("/healthz/ready");
            assertThat(early.statusCode()).isEqualTo(503);
            assertThat(early.body()).contains("gateway: ready", "warming up");
            assertThat(gateway.out()).doesNotContain("sluice is ready");

            gateway.awaitReady();

            assertThat(page("/healthz/ready").statusCode()).isEqualTo(200);
            assertThat(gateway.err()).containsPattern("warmed up by [1-9]\\d* requests").doesNotContain(" WARN ", " ERROR ");
            assertThat(page("/metrics").body()).doesNotContain("warm-up").contains("listener=\"80\"");
            assertThat(get()).endsWith("served");
            await().atMost(SluiceProcess.SOON).until(() -> lines().size() >= 2);
            assertThat(lines()).allMatch(line -> line.contains("\"GET /mine HTTP/1.1\" 200"));
            gateway.signal("TERM");
            assertThat(gateway.exit()).isZero();
        }
    }

    @Test
    void shouldDrainWhenAskedToEndWhileItWarmsUp() throws Exception {
        try (SluiceProcess gateway = start("10m")) {
            await().atMost(SluiceProcess.SOON).ignoreExceptions().until(() -> get().endsWith("served"));
            gateway.signal("TERM");

            assertThat(gateway.exit()).isZero();
            assertThat(gateway.err()).contains("drain").doesNotContain("leaving off");
            assertThat(gateway.out()).doesNotContain("sluice is ready");
        }
    }

    @Test
    void shouldBeReadyAtOnceWhereWarmingUpIsOff() throws Exception {
        try (SluiceProcess gateway = start("off")) {
            gateway.awaitReady();

            assertThat(page("/healthz/ready").statusCode()).isEqualTo(200);
            assertThat(gateway.err()).doesNotContain("warmed up");
        }
    }

    private List<String> lines() throws IOException {
        return new ArrayList<>(Files.readAllLines(folder.resolve("access.log")));
    }

    private String get() throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), http)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write("GET /mine HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private HttpResponse<String> page(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + status + path)).build(), BodyHandlers.ofString());
    }
}
