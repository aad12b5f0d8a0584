package dev.sluice.node.warmup;

import dev.sluice.certs.Credential;
import dev.sluice.certs.LocalAuthority;
import dev.sluice.certs.SubjectName;
import dev.sluice.certs.SystemChance;
import dev.sluice.certs.TrustDomain;
import dev.sluice.dataplane.DataPlaneSettings;
import dev.sluice.dataplane.DataPlaneSettings.AccessLogTarget;
import dev.sluice.dataplane.ListenerStatus;
import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.dataplane.server.DataPlaneServer;
import dev.sluice.dataplane.telemetry.AccessLog;
import dev.sluice.dataplane.telemetry.LineFormat;
import dev.sluice.dataplane.telemetry.Metrics;
import dev.sluice.dataplane.telemetry.NodeTelemetry;
import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.ResourceReader;
import dev.sluice.resources.Bytes;
import dev.sluice.resources.Resource;
import dev.sluice.rules.compile.Compiler;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.compile.ResourceSet;
import dev.sluice.rules.endpoints.DnsAnswers;
import dev.sluice.rules.endpoints.EndpointAssembler;
import dev.sluice.rules.snapshot.Snapshot;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A whole data plane on any free ports of loopback: a listener with and one without TLS, whose routes lead to a third that answers by itself. Its
 * certificate is made for it, its metrics are scraped by nobody, its access log is written to nowhere. Opened and closed by one thread, which may wait.
 */
final class PrivateGateway implements AutoCloseable {
    static final String HOST_OF_HTTP1 = "h1.warm-up.invalid";
    static final String HOST_OF_HTTP2 = "h2.warm-up.invalid";

    private static final String PLAIN = "80";
    private static final String SECURE = "443";
    private static final String ENDPOINT = "8081";
    private static final int RING = 16 * 1024;
    private static final Path NOWHERE = Path.of("/dev/null");
    private static final String GATEWAYS = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: front, namespace: default}
            spec:
              selector: {istio: ingressgateway}
              servers:
                - {port: {number: 80, name: http, protocol: HTTP}, hosts: ["*"]}
                - {port: {number: 443, name: https, protocol: HTTPS}, hosts: ["*"], tls: {mode: SIMPLE, credentialName: warm-up}}
            ---
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: endpoint, namespace: default}
            spec:
              selector: {istio: ingressgateway}
              servers:
                - {port: {number: 8081, name: http, protocol: HTTP}, hosts: ["*"]}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: endpoint, namespace: default}
            spec:
              hosts: ["*"]
              gateways: [endpoint]
              http:
                - match: [{uri: {prefix: /warm-up/}}]
                  headers: {response: {set: {content-type: text/plain}}}
                  directResponse: {status: 200, body: {string: "%s"}}
            """.formatted("warm ".repeat(60));
    private static final String ROUTES = """
            ---
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: endpoint, namespace: default}
            spec:
              hosts: [endpoint.internal]
              location: MESH_INTERNAL
              resolution: STATIC
              ports: [{number: 80, name: http, protocol: HTTP}, {number: 81, name: http2, protocol: HTTP2}]
              endpoints: [{address: 127.0.0.1, ports: {http: %1$d, http2: %1$d}}]
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: h1, namespace: default}
            spec:
              hosts: [h1.warm-up.invalid]
              gateways: [front]
              http:
                - {name: h1, match: [{uri: {prefix: /warm-up/}}], route: [{destination: {host: endpoint.internal, port: {number: 80}}}]}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: h2, namespace: default}
            spec:
              hosts: [h2.warm-up.invalid]
              gateways: [front]
              http:
                - {name: h2, match: [{uri: {prefix: /warm-up/}}], route: [{destination: {host: endpoint.internal, port: {number: 81}}}]}
            """;

    private final AccessLog log;
    private final Metrics metrics;
    private final DataPlaneServer dataPlane;
    private final Compiler compiler = new Compiler(NodeView.ingress(), false);
    private final LocalAuthority authority;
    private final TlsMaterial material;
    private List<ListenerStatus> status = List.of();

    private PrivateGateway(Vertx vertx, int loops, InstantSource clock) {
        this.authority = LocalAuthority.create(TrustDomain.CLUSTER_LOCAL, clock, SystemChance.secure());
        this.material = new OnePair(
                authority.issueServer(List.of(SubjectName.of(HOST_OF_HTTP1), SubjectName.of(HOST_OF_HTTP2)), Duration.ofHours(1)));
        this.log = nowhere();
        this.metrics = new Metrics(log, clock, "none");
        NodeTelemetry telemetry = metrics.node("warm-up");
        var settings = new DataPlaneSettings("warm-up", "127.0.0.1", Map.of(80, 0, 443, 0, 8081, 0), loops, new AccessLogTarget.Off(),
                Duration.ZERO,
                Duration.ZERO);
        this.dataPlane = new DataPlaneServer(vertx, settings, telemetry, telemetry, clock);
    }

    /** @throws IllegalStateException if a listener cannot be opened */
    static PrivateGateway open(Vertx vertx, int loops, InstantSource clock) {
        var gateway = new PrivateGateway(vertx, loops, clock);
        try {
            gateway.apply(GATEWAYS, 1);
            gateway.apply(GATEWAYS + ROUTES.formatted(gateway.port(ENDPOINT)), 2);
            return gateway;
        } catch (RuntimeException e) {
            gateway.close();
            throw e;
        }
    }

    /** Lines are made, as making them is to be fast, too. */
    private static AccessLog nowhere() {
        try {
            return AccessLog.file(NOWHERE, LineFormat.TEXT, RING);
        } catch (IOException e) {
            return AccessLog.off();
        }
    }

    private void apply(String yaml, long revision) {
        ResourceSet resources = ResourceSet.of(ResourceReader.readText("warm-up", yaml).stream().map(PrivateGateway::sound).toList());
        Snapshot snapshot = compiler.compile(resources, revision).snapshot();
        status = dataPlane.apply(snapshot, EndpointAssembler.assemble(resources, snapshot.clusters().values(), DnsAnswers.NONE), material)
                .toCompletableFuture().join();
    }

    private static Resource sound(ReadDocument document) {
        Resource resource = document.resource();
        if (resource == null || document.hasErrors()) throw new IllegalStateException(document.diagnostics().toString());
        return resource;
    }

    private int port(String listener) {
        ListenerStatus found = status.stream().filter(one -> one.listener().equals(listener)).findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no listener " + listener + " among " + status));
        if (!found.bound()) throw new IllegalStateException(found.problem());
        return found.boundPort();
    }

    int plainPort() {
        return port(PLAIN);
    }

    int securePort() {
        return port(SECURE);
    }

    /** What its clients verify against. */
    X509Certificate authority() {
        return authority.certificate();
    }

    @Override
    public void close() {
        dataPlane.close();
        metrics.close();
        log.close();
    }

    /** One key pair, whatever its name. */
    private static final class OnePair implements TlsMaterial {
        private final KeyPair pair;

        OnePair(Credential credential) {
            this.pair = new KeyPair(bytes(credential.chainPem()), bytes(credential.keyPem()));
        }

        private static Bytes bytes(String text) {
            return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
        }

        @Override
        public KeyPair credential(String name) {
            return pair;
        }

        @Override
        public @Nullable Roots roots(String name) {
            return null;
        }
    }
}
