package dev.sluice.rules.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.ResourceReader;
import dev.sluice.resources.Resource;
import dev.sluice.rules.model.Action;
import dev.sluice.rules.snapshot.Listener;
import dev.sluice.rules.snapshot.Listener.TlsServer;
import dev.sluice.rules.snapshot.Snapshot;
import dev.sluice.rules.snapshot.VirtualHost;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class FailClosedTest {
    private static final String BASE = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: gw}
            spec:
              selector: {istio: ingressgateway}
              servers:
              - port: {number: 80, name: http, protocol: HTTP}
                hosts: ['*']
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: a}
            spec:
              hosts: ['*']
              gateways: [gw]
              http:
              - route: [{destination: {host: s.mesh}}]
            ---
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: s}
            spec: {hosts: [s.mesh], resolution: STATIC, ports: [{number: 80, name: http, protocol: HTTP}], endpoints: [{address: 10.0.0.1}]}
            """;

    @Test
    void shouldRefuseWhatAnUnenforcedAuthorizationPolicyGoverns() {
        String policy = BASE
                + "---\n{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: deny, namespace: istio-system}, spec: {}}";

        assertThat(action(policy, false)).isInstanceOf(Action.Refuse.class);
        assertThat(action(policy, true)).isInstanceOf(Action.Forward.class);
    }

    @Test
    void shouldServeWhatAPolicyOfAnotherNamespaceGoverns() {
        String policy = BASE
                + "---\n{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: deny, namespace: elsewhere}, spec: {}}";

        assertThat(action(policy, false)).isInstanceOf(Action.Forward.class);
    }

    @Test
    void shouldRefuseAClusterThatAsksForTls() {
        String rule = BASE
                + "---\n{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: s}, spec: {host: s.mesh, trafficPolicy: {tls: {mode: SIMPLE}}}}";

        assertThat(Objects.requireNonNull(compile(rule, false).clusters().get("outbound|80||s.mesh")).refusal()).isNotNull();
        assertThat(Objects.requireNonNull(compile(rule, true).clusters().get("outbound|80||s.mesh")).refusal()).isNull();
    }

    @Test
    void shouldRefuseAServerThatPinsCertificates() {
        String gateway = "{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: gw}, spec: {selector: {istio: ingressgateway}, servers: [{port: {number: 443,"
                + " name: https, protocol: HTTPS}, hosts: [a.test], tls: {mode: MUTUAL, credentialName: c, verifyCertificateHash: ['"
                + "a".repeat(64) + "']}}]}}";

        assertThat(tls(gateway, false)).isInstanceOf(TlsServer.Refuse.class);
        assertThat(tls(gateway, true)).isInstanceOf(TlsServer.Https.class);
    }

    private static Action action(String yaml, boolean allow) {
        Listener listener = compile(yaml, allow).listeners().getFirst();
        if (!(listener.plain() instanceof Listener.PlainServer.Http http)) throw new IllegalStateException("no HTTP");
        VirtualHost host = Objects.requireNonNull(http.routes().hosts().find("any.test"));
        return host.routes().getFirst().action();
    }

    private static TlsServer tls(String yaml, boolean allow) {
        return Objects.requireNonNull(compile(yaml, allow).listeners().getFirst().tls().find("a.test"));
    }

    private static Snapshot compile(String yaml, boolean allow) {
        List<Resource> resources = ResourceReader.readText("test.yaml", yaml).stream().map(ReadDocument::resource)
                .<Resource>map(Objects::requireNonNull).toList();
        return new Compiler(NodeView.ingress(), allow).compile(ResourceSet.of(resources), 1).snapshot();
    }
}
