package dev.sluice.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.dataplane.telemetry.AccessLog;
import dev.sluice.dataplane.telemetry.Metrics;
import dev.sluice.node.dns.LoopbackDns;
import dev.sluice.node.source.ApiSettings;
import dev.sluice.node.source.ApiSource;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.endpoints.Endpoint;
import dev.sluice.rules.model.Route;
import dev.sluice.rules.snapshot.Listener;
import dev.sluice.rules.snapshot.Snapshot;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeOnApiTest {
    private static final String SECRET = """
            {apiVersion: v1, kind: Secret, metadata: {name: shop, namespace: default}, type: Opaque, data: {cert: eA==}}""";
    private static final String WORKLOAD = """
            {apiVersion: networking.istio.io/v1, kind: WorkloadEntry, metadata: {name: w1, namespace: default}, spec: {address: 10.0.0.%d, labels: {app: a}}}""";
    private static final String ENTRY = """
            {apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: {name: a, namespace: default}, spec: {hosts: [a.internal], resolution: %s,
              location: MESH_INTERNAL, ports: [{number: 80, name: http, protocol: HTTP}], %s}}""";
    private static final String GATEWAY = """
            {apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: edge, namespace: default}, spec: {selector: {istio: ingressgateway},
              servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}]}}""";

    private final Vertx vertx = Vertx.vertx();
    private final ConfigurationServer api = new ConfigurationServer(vertx);
    private final RecordingDataPlane dataPlane = new RecordingDataPlane();
    private List<InetSocketAddress> dnsServers = List.of();
    private final List<Node> nodes = new ArrayList<>();

    @TempDir Path data;

    @BeforeEach
    void openPort80() {
        api.commit(GATEWAY);
    }

    @AfterEach
    void stop() {
        nodes.forEach(Node::close);
        api.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void shouldApplyEachTransactionAndReportIt() {
        // Given
        api.commit(service("a", "1s"), service("b", "1s"));
        Node node = start(api.settings("ingress"));
        await().until(node::ready);

        // When
        api.commit(service("a", "2s"), service("b", "2s"));

        // Then: both or none, never one without the other
        await().until(() -> timeouts().contains("a=PT2S"));
        assertThat(timeouts()).containsExactlyInAnyOrder("a=PT2S", "b=PT2S");
        for (RecordingDataPlane.Applied one : dataPlane.applied)
            assertThat(timeouts(one.snapshot()).stream().map(text -> text.substring(2)).distinct()).hasSize(1);
        await().until(() -> lastReport().path("configRevision").asLong() == 3);
        assertThat(lastReport().path("digest").asText()).hasSize(64);
        assertThat(lastReport().path("ready").asBoolean()).isTrue();
        assertThat(lastReport().path("rejected")).isEmpty();
    }

    @Test
    void shouldComeBackWhereItStoodAfterABreak() {
        // Given
        api.commit(service("a", "1s"));
        start(api.settings("ingress"));
        await().until(() -> timeouts().contains("a=PT1S"));

        // When
        api.breakStreams();
        api.commit(service("b", "1s"));

        // Then
        await().until(() -> timeouts().contains("b=PT1S"));
        assertThat(timeouts()).containsExactlyInAnyOrder("a=PT1S", "b=PT1S");
        assertThat(api.asked.get(1)).contains("storeId=11111111-1111-1111-1111-111111111111", "configRevision=2", "runtimeRevision=2");
    }

    @Test
    void shouldTakeUpAgainWithAServerThatWasAway() {
        // Given
        api.commit(service("a", "1s"));
        Node node = start(api.settings("ingress"));
        await().until(() -> timeouts().contains("a=PT1S"));

        // When
        api.stop();
        api.commit(service("a", "3s"));
        assertThat(node.ready()).isTrue();
        api.restart();

        // Then
        await().until(() -> timeouts().contains("a=PT3S"));
    }

    @Test
    void shouldListAnewWhenItsPositionIsTooOldOrOfAnotherStore() {
        // Given
        api.commit(service("a", "1s"), service("gone", "1s"));
        start(api.settings("ingress"));
        await().until(() -> timeouts().size() == 2);

        // When
        api.stop();
        api.becomeAnotherStore();
        api.commit("{deleted: true, " + service("gone", "1s").substring(1));
        api.forgetHistory();
        api.restart();

        // Then
        await().until(() -> timeouts().equals(List.of("a=PT1S")));
        assertThat(api.asked.getLast()).endsWith("watch=1");
    }

    @Test
    void shouldListAnewOnAnErrorEvent() {
        // Given
        api.commit(service("a", "1s"));
        start(api.settings("ingress"));
        await().until(() -> timeouts().contains("a=PT1S"));

        // When
        api.say("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\",\"message\":\"slow\"}}\n");

        // Then
        await().until(() -> api.asked.size() == 2);
        assertThat(api.asked.getLast()).endsWith("watch=1");
    }

    @Test
    void shouldNotApplyWhatDoesNotFitItsDigest() {
        // Given
        api.commit(service("a", "1s"));
        start(api.settings("ingress"));
        await().until(() -> timeouts().contains("a=PT1S"));
        int before = dataPlane.applied.size();

        // When: a wrong bookmark, and a wrong list after it
        api.lie(2);
        api.commit(service("a", "2s"));

        // Then: only the third, right one counts
        await().until(() -> timeouts().contains("a=PT2S"));
        assertThat(dataPlane.applied).hasSize(before + 1);
        assertThat(api.asked).hasSize(3);
    }

    @Test
    void shouldNotApplyWhatNoBookmarkClosed() {
        // Given
        api.commit(service("a", "1s"));
        start(api.settings("ingress"));
        await().until(() -> timeouts().contains("a=PT1S"));

        // When: half a transaction, then the stream breaks
        api.say("{\"type\":\"DELETED\",\"object\":{\"kind\":\"VirtualService\",\"metadata\":{\"namespace\":\"default\",\"name\":\"a\"}}}\n");
        api.breakStreams();
        await().until(() -> api.asked.size() == 2);
        api.commit(service("b", "1s"));

        // Then
        await().until(() -> timeouts().contains("b=PT1S"));
        assertThat(timeouts()).contains("a=PT1S");
    }

    @Test
    void shouldKeepTheLastGoodVersionOfABadObjectAndHarmNoOther() {
        // Given
        api.commit(service("a", "1s"));
        start(api.settings("ingress"));
        await().until(() -> timeouts().contains("a=PT1S"));

        // When
        api.commit(service("a", "nonsense"), service("b", "1s"));

        // Then
        await().until(() -> timeouts().contains("b=PT1S"));
        assertThat(timeouts()).contains("a=PT1S");
        await().until(() -> lastReport().path("rejected").size() == 1);
        JsonNode rejection = lastReport().path("rejected").get(0);
        assertThat(rejection.path("kind").asText()).isEqualTo("VirtualService");
        assertThat(rejection.path("namespace").asText() + "/" + rejection.path("name").asText()).isEqualTo("default/a");
        assertThat(rejection.path("code").asText()).isEqualTo("SL0018");
        assertThat(rejection.path("field").asText()).isEqualTo("spec.http[0].timeout");

        // When it is mended
        api.commit(service("a", "4s"));

        // Then
        await().until(() -> lastReport().path("rejected").isEmpty());
        assertThat(timeouts()).contains("a=PT4S");
    }

    @Test
    void shouldServeTheLastStateWhenTheApiIsAway() throws IOException {
        // Given: a node that ran, one of its objects bad at last
        api.commit(service("a", "1s"), SECRET);
        Node first = start(api.settings("ingress"));
        await().until(() -> timeouts().contains("a=PT1S"));
        api.commit(service("a", "nonsense"), service("b", "2s"));
        await().until(() -> timeouts().contains("b=PT2S"));
        first.close();
        api.stop();
        dataPlane.applied.clear();

        // When
        Node second = start(api.settings("ingress"));

        // Then
        await().until(second::ready);
        assertThat(timeouts()).containsExactlyInAnyOrder("a=PT1S", "b=PT2S");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("last-state.jsonl")))).isEqualTo("rw-------");

        // When the API is back
        api.restart();
        api.commit(service("c", "1s"));

        // Then it goes on from there, without a list
        await().until(() -> timeouts().contains("c=PT1S"));
        assertThat(api.asked.getLast()).contains("configRevision=3");
    }

    @Test
    void shouldNotUseATornStateAndListInstead() throws IOException {
        // Given
        api.commit(service("a", "1s"));
        Node first = start(api.settings("ingress"));
        await().until(() -> timeouts().contains("a=PT1S"));
        first.close();
        Path file = data.resolve("last-state.jsonl");
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(whole, whole.length / 2));

        // When
        Node second = start(api.settings("ingress"));

        // Then
        await().until(second::ready);
        assertThat(api.asked.getLast()).endsWith("watch=1");
    }

    @Test
    void shouldNotBeReadyWithoutAnyConfiguration() {
        // Given
        api.stop();

        // When
        Node node = start(api.settings("ingress"));

        // Then
        assertThat(node.notReady()).containsExactly("waiting for the first configuration");
        assertThat(dataPlane.applied).isEmpty();
        api.restart();
        await().until(node::ready);
    }

    @Test
    void shouldSwapEndpointsAloneWhenOnlyEndpointsChanged() {
        // Given
        api.commit(service("a", "1s"), ENTRY.formatted("STATIC", "workloadSelector: {labels: {app: a}}"), WORKLOAD.formatted(1));
        start(api.settings("ingress"));
        await().until(() -> timeouts().contains("a=PT1S"));
        int applied = dataPlane.applied.size();

        // When
        api.commit(WORKLOAD.formatted(2));

        // Then
        await().until(() -> dataPlane.tables.size() == 1);
        assertThat(dataPlane.applied).hasSize(applied);
        assertThat(dataPlane.applied.getLast().endpoints().of("outbound|80||a.internal")).extracting(Endpoint::address)
                .containsExactly("10.0.0.1");
        assertThat(dataPlane.tables.getLast().of("outbound|80||a.internal")).extracting(Endpoint::address).containsExactly("10.0.0.2");
        await().until(() -> lastReport().path("configRevision").asLong() == 3);
    }

    @Test
    void shouldSwapEndpointsAloneWhenANameResolvesToAnotherAddress() throws IOException {
        // Given
        try (var dns = new LoopbackDns()) {
            dns.put("db.example.com", 1, "10.0.0.1");
            dnsServers = List.of(dns.address());
            api.commit(service("a", "1s"), ENTRY.formatted("DNS", "endpoints: [{address: db.example.com}]"));
            start(api.settings("ingress"));
            await().until(() -> timeouts().contains("a=PT1S"));
            assertThat(dataPlane.applied.getLast().endpoints().of("outbound|80||a.internal")).extracting(Endpoint::address)
                    .containsExactly("10.0.0.1");
            int applied = dataPlane.applied.size();

            // When
            dns.put("db.example.com", 300, "10.0.0.2");

            // Then
            await().until(() -> !dataPlane.tables.isEmpty()
                    && dataPlane.tables.getLast().of("outbound|80||a.internal").stream().map(Endpoint::address).toList()
                            .equals(List.of("10.0.0.2")));
            assertThat(dataPlane.applied).hasSize(applied);
        }
    }

    @Test
    void shouldGiveNewMaterialWithoutCompilingWhenOnlyASecretChanged() {
        // Given
        api.commit(service("a", "1s"));
        start(api.settings("ingress"));
        await().until(() -> timeouts().contains("a=PT1S"));
        Snapshot before = dataPlane.applied.getLast().snapshot();
        int applied = dataPlane.applied.size();

        // When
        api.commit(SECRET);

        // Then
        await().until(() -> dataPlane.applied.size() == applied + 1);
        assertThat(dataPlane.applied.getLast().snapshot()).isSameAs(before);
    }

    @Test
    void shouldBeUnreadyWhileDraining() {
        // Given
        Node node = start(api.settings("ingress"));
        await().until(node::ready);

        // When
        node.drain().toCompletableFuture().join();

        // Then
        assertThat(node.notReady()).containsExactly("draining");
    }

    @Test
    void shouldNotTrustAServerOfAnotherAuthority() {
        // Given
        api.commit(service("a", "1s"));
        try (var impostor = new ConfigurationServer(vertx)) {
            ApiSettings wrong = new ApiSettings(impostor.settings("ingress").server(), api.settings("ingress").authorities(),
                    impostor.settings("ingress").client(),
                    "ingress");

            // When
            Node node = start(wrong);

            // Then
            await().during(java.time.Duration.ofMillis(700)).until(() -> !node.ready());
            assertThat(impostor.asked).isEmpty();
        }
    }

    private Node start(ApiSettings settings) {
        var metrics = new Metrics(AccessLog.off(), InstantSource.system(), "epoll");
        var settingsOfNode = new NodeSettings("ingress", NodeView.ingress(), false, data, "test", dnsServers, Duration.ofSeconds(60));
        Node node = Node.start(settingsOfNode, new ApiSource(vertx, settings, bound -> 0), dataPlane, metrics.node("ingress"),
                InstantSource.system(), bound -> 0);
        nodes.add(node);
        return node;
    }

    private List<String> timeouts() {
        return dataPlane.applied.isEmpty() ? List.of() : timeouts(dataPlane.applied.getLast().snapshot());
    }

    /** Of each VirtualService that is in force, its name and the timeout of its route. */
    private static List<String> timeouts(Snapshot snapshot) {
        var found = new ArrayList<String>();
        for (Listener listener : snapshot.listeners()) {
            if (listener.plain() instanceof Listener.PlainServer.Http http) {
                http.routes().hosts().forEach((pattern, host) -> {
                    for (Route route : host.routes()) found.add(route.from().object().name() + "=" + route.policy().timeout());
                });
            }
        }
        return found;
    }

    private JsonNode lastReport() {
        return api.reports.isEmpty() ? com.fasterxml.jackson.databind.node.MissingNode.getInstance() : api.reports.getLast();
    }

    private static String service(String name, String timeout) {
        return "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: %s, namespace: default}, spec: {hosts: [%s.example.com], gateways: [edge], http: [{timeout: %s, route: [{destination: {host: %s.internal, port: {number: 80}}}]}]}}"
                .formatted(name, name, timeout, name);
    }
}
