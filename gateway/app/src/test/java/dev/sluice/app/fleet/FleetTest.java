package dev.sluice.app.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpServer;
import dev.sluice.app.Run;
import dev.sluice.app.process.SluiceProcess;
import dev.sluice.app.remote.ApiAccess;
import dev.sluice.certs.Credential;
import dev.sluice.certs.LocalAuthority;
import dev.sluice.certs.SubjectName;
import dev.sluice.certs.TrustDomain;
import dev.sluice.reader.ResourceReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FleetTest {
    private static final String SERVICES = "/apis/networking.istio.io/v1/namespaces/default/virtualservices";
    private static final String WORKLOADS = "/apis/networking.istio.io/v1/namespaces/default/workloadentries";
    private static final String INSTANCE = "/apis/sluice.dev/v1alpha1/gatewayinstances/edge-1";
    private static final String GATEWAY = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: edge, namespace: default}
            spec:
              selector: {istio: ingressgateway}
              servers:
              - {port: {number: 80, name: http, protocol: HTTP}, hosts: [shop.example.com, pool.example.com]}
            """;
    private static final String HTTPS = """
              - {port: {number: 443, name: https, protocol: HTTPS}, hosts: [shop.example.com], tls: {mode: SIMPLE, credentialName: edge-cert}}
            ---
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: pool, namespace: default}
            spec:
              hosts: [pool.internal]
              ports: [{number: 80, name: http, protocol: HTTP}]
              location: MESH_INTERNAL
              resolution: STATIC
              workloadSelector: {labels: {app: pool}}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: pool, namespace: default}
            spec:
              hosts: [pool.example.com]
              gateways: [edge]
              http: [{route: [{destination: {host: pool.internal, port: {number: 80}}}]}]
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private int http;
    private int https;
    private int status;

    @BeforeEach
    void choosePorts() throws IOException {
        http = SluiceProcess.freePort();
        https = SluiceProcess.freePort();
        status = SluiceProcess.freePort();
    }

    private static String answering(String text) {
        return """
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: shop, namespace: default}
                spec:
                  hosts: [shop.example.com]
                  gateways: [edge]
                  http: [{name: all, directResponse: {status: 200, body: {string: %s}}}]
                """.formatted(text);
    }

    @Test
    void shouldServeThroughTheAbsenceOfItsAdminApiAndCatchUp() throws Exception {
        // Given
        String port = Integer.toString(SluiceProcess.freePort());
        Credential named = credential();
        Credential other = credential();
        Path config = Files.writeString(folder.resolve("config.yaml"),
                GATEWAY + HTTPS + "---\n" + answering("one") + "---\n" + secret("edge-cert", named) + "---\n"
                        + secret("other-cert", other));
        String data = folder.resolve("admin").toString();
        String[] admin = {"admin", "--data", data, "--admin-port", port};
        var first = SluiceProcess.start(folder, "admin-1", "admin", "--data", data, "--admin-port", port, "--config", config.toString());
        Path mine;
        try (first) {
            first.awaitReady();
            mine = kubeconfig(data);
            var node = startNode("edge-a", mine);
            try (node) {
                // When, Then: it serves, reports and sees what is its own
                node.awaitReady();
                patiently().untilAsserted(() -> assertThat(get("shop.example.com")).isEqualTo("one"));
                assertThat(ready()).isEqualTo(200);
                try (ApiAccess api = ApiAccess.with(folder.resolve("admin/kubeconfig"))) {
                    patiently().untilAsserted(() -> assertThat(reported(api).path("listeners").findValues("serving")).hasSize(2)
                            .allMatch(JsonNode::asBoolean));
                    assertThat(reported(api).path("configRevision").asLong()).isPositive();
                    assertThat(reported(api).path("rejectedObjects").asInt(-1)).isZero();
                    shouldSeeAndWriteOnlyItsOwn(mine);
                    shouldSwapEndpointsAlone(api);
                    change(api, "two");
                    patiently().untilAsserted(() -> assertThat(get("shop.example.com")).isEqualTo("two"));
                }
                shouldTellOfFailedTls(node);

                assertThat(node.err()).contains("the certificate of Secret default/edge-cert ends in less than a day, at ");
                assertThat(metric("sluice_certificate_expiry_timestamp_seconds{node=\"edge-1\",secret=\"edge-cert\"}")).isNotEmpty();

                // When, Then: the API dies, then the node
                first.kill();
                assertThat(get("shop.example.com")).isEqualTo("two");
                assertThat(ready()).isEqualTo(200);
                node.kill();
            }
        }
        try (var again = startNode("edge-b", mine)) {
            again.awaitReady();
            assertThat(get("shop.example.com")).isEqualTo("two");

            // When, Then: the API returns
            try (var second = SluiceProcess.start(folder, "admin-2", admin)) {
                second.awaitReady();
                try (ApiAccess api = ApiAccess.with(folder.resolve("admin/kubeconfig"))) {
                    change(api, "three");
                }
                patiently().untilAsserted(() -> assertThat(get("shop.example.com")).isEqualTo("three"));

                // When, Then: it is asked to end
                again.signal("TERM");
                patiently().until(() -> ready() == 503);
                assertThat(get("shop.example.com")).isEqualTo("three");
                assertThat(again.exit()).isZero();
            }
        }
        shouldHaveLoggedNoSecret(named, other);
    }

    private void shouldSeeAndWriteOnlyItsOwn(Path mine) throws IOException {
        String kept = Files.readString(folder.resolve("edge/nodes/edge-1/last-state.jsonl"));
        assertThat(kept).contains("edge-cert").doesNotContain("other-cert");
        try (ApiAccess api = ApiAccess.with(mine)) {
            assertThat(api.send("POST", SERVICES, tree(answering("mine"))).status()).isEqualTo(403);
            assertThat(api.send("PUT", SERVICES + "/shop", tree(answering("mine"))).status()).isEqualTo(403);
            assertThat(api.get("/api/v1/namespaces/default/secrets/other-cert").status()).isEqualTo(403);
            assertThat(api.get("/api/v1/secrets").status()).isEqualTo(403);
            var another = (ObjectNode) api.get(INSTANCE).body();
            another.withObject("metadata").put("name", "edge-2");
            assertThat(api.send("POST", "/apis/sluice.dev/v1alpha1/gatewayinstances", another).status()).isEqualTo(403);
            assertThat(api.send("PUT", INSTANCE.replace("edge-1", "edge-2") + "/status", another).status()).isEqualTo(403);
        }
    }

    private void shouldSwapEndpointsAlone(ApiAccess api) throws Exception {
        HttpServer one = upstream("upstream-one");
        HttpServer two = upstream("upstream-two");
        try {
            assertThat(api.send("POST", WORKLOADS, workload(one)).status()).isEqualTo(201);
            patiently().untilAsserted(() -> assertThat(get("pool.example.com")).isEqualTo("upstream-one"));
            String revision = metric("sluice_snapshot_revision");
            ObjectNode moved = workload(two);
            moved.withObject("metadata").set("resourceVersion",
                    api.get(WORKLOADS + "/w").body().path("metadata").path("resourceVersion"));
            assertThat(api.send("PUT", WORKLOADS + "/w", moved).status()).isEqualTo(200);
            patiently().untilAsserted(() -> assertThat(get("pool.example.com")).isEqualTo("upstream-two"));
            assertThat(metric("sluice_snapshot_revision")).isEqualTo(revision);
        } finally {
            one.stop(0);
            two.stop(0);
        }
    }

    private void shouldTellOfFailedTls(SluiceProcess node) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), https)) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        patiently().until(() -> node.out().contains("\"- - -\" 0 NR filter_chain_not_found -"));
        assertThat(metric("sluice_tls_handshake_failures_total{listener=\"443\"")).endsWith(" 1.0");
    }

    @Test
    void shouldTellOnItsStatusPortWhatItWaitsFor() throws Exception {
        // Given
        String port = Integer.toString(SluiceProcess.freePort());
        String data = folder.resolve("admin").toString();
        String[] admin = {"admin", "--data", data, "--admin-port", port};
        Path mine;
        try (var first = SluiceProcess.start(folder, "admin-1", admin)) {
            first.awaitReady();
            mine = kubeconfig(data);
            try (var noNode = startNode("edge-0", folder.resolve("admin/kubeconfig"))) {
                assertThat(noNode.exit()).isEqualTo(2);
                assertThat(noNode.err()).contains("does not know the node 'admin': HTTP 404, ", "'sluice admin node-config'")
                        .doesNotContain("{");
            }
        }

        // When, Then: neither API nor a last state
        try (var node = startNode("edge-a", mine)) {
            patiently().until(() -> ready() == 503);
            assertThat(page("/healthz/live").statusCode()).isEqualTo(200);
            assertThat(page("/healthz/ready").body()).isEqualTo("edge-1: not ready: waiting for https://127.0.0.1:" + port
                    + " to say what the node is: neither it nor a last state is there\n");
            assertThat(page("/metrics").body()).contains("sluice_access_log_lines_total");
            node.signal("TERM");
            assertThat(node.exit()).isZero();
        }
        try (var node = startNode("edge-b", mine)) {
            patiently().until(() -> ready() == 503);
            try (var second = SluiceProcess.start(folder, "admin-2", admin)) {
                second.awaitReady();
                node.awaitReady();
                assertThat(ready()).isEqualTo(200);
            }
        }
    }

    @Test
    void shouldEndAStartThatHangsWhenAskedTo() throws Exception {
        Path key = Files.createFile(folder.resolve("seal.key"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]));
        try (var silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var admin = SluiceProcess.start(folder, "admin", "admin", "--data", folder.resolve("admin").toString(), "--admin-port", "0",
                        "--store", "jdbc:postgresql://127.0.0.1:" + silent.getLocalPort() + "/sluice?user=sluice&password=sluice",
                        "--seal-key", key.toString())) {
            silent.setSoTimeout((int) SluiceProcess.SOON.toMillis());
            try (Socket asked = silent.accept()) {
                assertThat(asked.isConnected()).isTrue();
                admin.signal("TERM");

                assertThat(admin.exit()).isEqualTo(143);
                assertThat(admin.err()).contains("asked to end while starting", "starting does not leave off");
            }
        }
    }

    private HttpResponse<String> page(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + status + path)).build(), BodyHandlers.ofString());
    }

    private void shouldHaveLoggedNoSecret(Credential... credentials) throws IOException {
        for (String log : List.of("admin-1", "admin-2", "edge-a", "edge-b")) {
            String text = Files.readString(folder.resolve(log + ".out")) + Files.readString(folder.resolve(log + ".err"));
            assertThat(text).doesNotContain("PRIVATE KEY", "Exception");
            for (Credential one : credentials) {
                assertThat(text).doesNotContain(one.keyPem().lines().skip(1).findFirst().orElseThrow(), base64(one.keyPem()));
            }
        }
    }

    @Test
    void shouldFollowFilesAndKeepTheLastGoodOfABrokenOne() throws Exception {
        // Given
        Path config = Files.createDirectory(folder.resolve("config"));
        Files.writeString(config.resolve("gateway.yaml"), GATEWAY);
        Path service = Files.writeString(config.resolve("shop.yaml"), answering("one"));
        Path log = folder.resolve("access.log");
        try (var node = SluiceProcess.start(folder, "alone", "gateway", "--config", config.toString(), "--role", "ingress", "--labels",
                "istio=ingressgateway", "--bind", "127.0.0.1", "--port-map", "80=" + http, "--status-port", Integer.toString(status),
                "--access-log", log.toString(), "--drain-delay", "0s")) {
            node.awaitReady();
            assertThat(get("shop.example.com")).isEqualTo("one");

            // When, Then: a change
            Files.writeString(service, answering("two"));
            patiently().untilAsserted(() -> assertThat(get("shop.example.com")).isEqualTo("two"));

            // When, Then: a broken object and a broken file
            Files.writeString(service, answering("three").replace("hosts:", "hots:"));
            patiently().until(() -> node.err().contains("unknown field 'hots'"));
            patiently().untilAsserted(() -> assertThat(metric("sluice_rejected_objects")).endsWith(" 1.0"));
            assertThat(get("shop.example.com")).isEqualTo("two");
            Files.writeString(service, "a: [");
            patiently().until(() -> node.err().contains("SL0001"));
            assertThat(get("shop.example.com")).isEqualTo("two");
            assertThat(node.err()).contains("shop.yaml");

            // When, Then: mended, and the signal by which log rotation asks for a new file
            Files.move(log, folder.resolve("access.log.1"));
            Files.writeString(service, answering("four"));
            node.signal("HUP");
            patiently().untilAsserted(() -> assertThat(get("shop.example.com")).isEqualTo("four"));
            patiently().until(() -> Files.exists(log) && Files.readString(log).contains("GET / HTTP/1.1\" 200 - direct_response - "));
            patiently().untilAsserted(() -> assertThat(metric("sluice_rejected_objects")).endsWith(" 0.0"));
            node.signal("TERM");
            assertThat(node.exit()).isZero();
        }
    }

    @Test
    void shouldWriteTheAccessLogAsJsonWhereAskedFor() throws Exception {
        // Given
        Path config = Files.createDirectory(folder.resolve("config"));
        Files.writeString(config.resolve("gateway.yaml"), GATEWAY);
        Files.writeString(config.resolve("shop.yaml"), answering("one"));
        Path log = folder.resolve("access.log");
        try (var node = SluiceProcess.start(folder, "alone", "gateway", "--config", config.toString(), "--role", "ingress", "--labels",
                "istio=ingressgateway", "--bind", "127.0.0.1", "--port-map", "80=" + http, "--status-port", Integer.toString(status),
                "--access-log", log.toString(), "--access-log-format", "json", "--drain-delay", "0s")) {
            node.awaitReady();

            // When
            assertThat(get("shop.example.com")).isEqualTo("one");

            // Then
            patiently().until(() -> Files.readString(log).endsWith("\n"));
            assertThat(Files.readString(log)).startsWith("{\"start_time\":\"").contains("\"authority\":\"shop.example.com\"",
                    "\"response_code\":200");
        }
    }

    private SluiceProcess startNode(String name, Path kubeconfig) throws IOException {
        return SluiceProcess.start(folder, name, "gateway", "--kubeconfig", kubeconfig.toString(), "--data",
                folder.resolve("edge").toString(), "--bind", "127.0.0.1", "--port-map", "80=" + http + ",443=" + https, "--status-port",
                Integer.toString(status), "--drain-delay", "2s");
    }

    private Path kubeconfig(String data) throws IOException {
        Run issued = Run.of("admin", "node-config", "edge-1", "--role", "ingress", "--namespace", "default", "--labels",
                "istio=ingressgateway", "--data", data);
        assertThat(issued.err()).isEmpty();
        return Files.writeString(folder.resolve("edge-1.kubeconfig"), issued.out());
    }

    private static JsonNode reported(ApiAccess api) {
        return api.get(INSTANCE).body().path("status");
    }

    private static void change(ApiAccess api, String answer) {
        ObjectNode next = tree(answering(answer));
        next.withObject("metadata").set("resourceVersion", api.get(SERVICES + "/shop").body().path("metadata").path("resourceVersion"));
        assertThat(api.send("PUT", SERVICES + "/shop", next).status()).isEqualTo(200);
    }

    private static ObjectNode tree(String yaml) {
        ObjectNode tree = ResourceReader.readText("test.yaml", yaml).getFirst().tree();
        if (tree == null) throw new AssertionError(yaml);
        return tree;
    }

    private static ObjectNode workload(HttpServer upstream) {
        return tree("""
                apiVersion: networking.istio.io/v1
                kind: WorkloadEntry
                metadata: {name: w, namespace: default}
                spec: {address: 127.0.0.1, ports: {http: %d}, labels: {app: pool}}
                """.formatted(upstream.getAddress().getPort()));
    }

    private static HttpServer upstream(String name) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            byte[] body = name.getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private static Credential credential() {
        return LocalAuthority.create(TrustDomain.CLUSTER_LOCAL, InstantSource.system(), new SecureRandom())
                .issueServer(List.of(SubjectName.of("shop.example.com")), Duration.ofDays(1));
    }

    private static String secret(String name, Credential credential) {
        return """
                apiVersion: v1
                kind: Secret
                type: kubernetes.io/tls
                metadata: {name: %s, namespace: default}
                data: {tls.crt: %s, tls.key: %s}
                """.formatted(name, base64(credential.chainPem()), base64(credential.keyPem()));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The body of an answer; the host stands in the request line, as the JDK's client lets nobody set Host. */
    private String get(String host) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), http)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    private int ready() throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + status + "/healthz/ready")).build(),
                BodyHandlers.discarding()).statusCode();
    }

    /** The first line that begins so. */
    private String metric(String start) throws IOException {
        try {
            return client
                    .send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + status + "/metrics")).build(), BodyHandlers.ofString())
                    .body().lines().filter(line -> line.startsWith(start)).findFirst().orElse("");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static ConditionFactory patiently() {
        return await().atMost(Duration.ofSeconds(30)).ignoreExceptions();
    }
}
