package dev.sluice.rules.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.ResourceReader;
import dev.sluice.resources.ObjectRef;
import dev.sluice.resources.Resource;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class IncrementalProperties {
    @Property(tries = 400)
    void shouldCompileToWhatACompilerWithoutMemoryCompiles(@ForAll("changes") List<List<String>> transactions) {
        var incremental = new Compiler(NodeView.ingress(), false);
        var set = ResourceSet.of(List.of());
        for (List<String> transaction : transactions) {
            var put = new ArrayList<Resource>();
            var removed = new ArrayList<ObjectRef>();
            for (String change : transaction) {
                Resource resource = resource(change.substring(1));
                if (change.startsWith("+")) put.add(resource);
                else
                    removed.add(resource.ref());
            }
            set = set.with(put, removed);

            var compiled = incremental.compile(set, 7);
            var fresh = new Compiler(NodeView.ingress(), false).compile(set, 7);

            assertThat(compiled.snapshot()).isEqualTo(fresh.snapshot());
            assertThat(compiled.diagnostics()).containsExactlyInAnyOrderElementsOf(fresh.diagnostics());
        }
    }

    private static Resource resource(String yaml) {
        var documents = ResourceReader.readText("test.yaml", yaml);
        assertThat(documents).hasSize(1);
        ReadDocument document = documents.getFirst();
        if (document.resource() == null) throw new IllegalStateException(document.diagnostics().toString());
        return document.resource();
    }

    @Provide
    Arbitrary<List<List<String>>> changes() {
        var objects = new ArrayList<String>();
        for (String host : List.of("a.test", "*.test", "*")) {
            objects.add(virtualService("one", host, "{prefix: /a}", "s1.mesh", ""));
            objects.add(virtualService("two", host, "{exact: /a/b}", "s2.mesh", ", subset: v1"));
            objects.add(virtualService("three", host, "{regex: '.*'}", "s1", ""));
            objects.add(gateway("gw", host, 80, ""));
            objects.add(gateway("older", host, 80, ", tls: {httpsRedirect: true}"));
        }
        objects.add(delegating());
        objects.add(delegate("s1.mesh"));
        objects.add(delegate("s2.mesh"));
        for (String host : List.of("s1.mesh", "s2.mesh", "s1.default.svc.cluster.local")) {
            for (String ports : List.of("[{number: 80, name: http, protocol: HTTP}]",
                    "[{number: 80, name: http, protocol: HTTP}, {number: 90, name: other, protocol: GRPC}]")) {
                objects.add("{apiVersion: networking.istio.io/v1, kind: ServiceEntry, metadata: {name: " + host.replace('.', '-')
                        + "}, spec: {hosts: [" + host
                        + "], resolution: STATIC, ports: " + ports + ", endpoints: [{address: 10.0.0.1, labels: {version: v1}}]}}");
            }
        }
        objects.add(
                "{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: s2}, spec: {host: s2.mesh, subsets: [{name: v1, labels: {version: v1}}]}}");
        objects.add(
                "{apiVersion: networking.istio.io/v1, kind: DestinationRule, metadata: {name: all}, spec: {host: '*.mesh', trafficPolicy: {tls: {mode: SIMPLE}}}}");
        objects.addAll(otherKinds());
        var change = Arbitraries.of(objects).flatMap(yaml -> Arbitraries.of("+", "+", "-").map(sign -> sign + yaml));
        return change.list().ofMinSize(1).ofMaxSize(4).list().ofMinSize(1).ofMaxSize(12);
    }

    /** One or two of each further kind that a compiler looks at. */
    private static List<String> otherKinds() {
        return List.of(object("v1", "Service", "s1", "{ports: [{port: 80, name: http}], selector: {app: s1}}"),
                object("v1", "Service", "istio-ingressgateway",
                        "{ports: [{port: 80, targetPort: 8080}], selector: {istio: ingressgateway}}"),
                object("networking.istio.io/v1", "Gateway", "tls",
                        "{selector: {istio: ingressgateway}, servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [a.test], tls: {mode: SIMPLE, credentialName: c}}]}"),
                object("networking.istio.io/v1", "Gateway", "tcp",
                        "{selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: tcp, protocol: TCP}, hosts: ['*']}]}"),
                "{apiVersion: v1, kind: Secret, metadata: {name: c}, data: {}}",
                object("networking.istio.io/v1", "VirtualService", "secure",
                        "{hosts: [a.test], gateways: [tls], http: [{match: [{port: 443}], redirect: {uri: /x}}, {directResponse: {status: 200}}]}"),
                object("networking.istio.io/v1", "VirtualService", "hidden",
                        "{hosts: [a.test], gateways: [gw], exportTo: [other], http: [{directResponse: {status: 200}}]}"),
                "{apiVersion: sluice.dev/v1alpha1, kind: MeshConfig, metadata: {name: default}, spec: {connectTimeout: 3s}}",
                object("sluice.dev/v1alpha1", "ListenerPolicy", "one", "{targetRef: {kind: Gateway, name: gw}, limits: {headers: 20}}"),
                object("sluice.dev/v1alpha1", "ListenerPolicy", "two", "{selector: {istio: ingressgateway}, limits: {headers: 30}}"),
                object("security.istio.io/v1", "AuthorizationPolicy", "deny", "{}"),
                object("security.istio.io/v1", "RequestAuthentication", "jwt", "{jwtRules: [{issuer: a}]}"),
                object("networking.istio.io/v1", "WorkloadEntry", "w", "{address: 10.0.0.9, labels: {app: s1}}"));
    }

    private static String object(String apiVersion, String kind, String name, String spec) {
        return "{apiVersion: " + apiVersion + ", kind: " + kind + ", metadata: {name: " + name + "}, spec: " + spec + "}";
    }

    private static String virtualService(String name, String host, String uri, String destination, String subset) {
        return "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: " + name + "}, spec: {hosts: ['" + host
                + "'], gateways: [gw, older], http: [{match: [{uri: " + uri + "}], route: [{destination: {host: " + destination + subset
                + "}}]}]}}";
    }

    private static String delegating() {
        return "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: root}, spec: {hosts: [d.test], gateways: [gw],"
                + " http: [{match: [{uri: {prefix: /d}}], delegate: {name: leaf}}]}}";
    }

    private static String delegate(String destination) {
        return "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: leaf}, spec: {http: [{match: [{uri: {prefix: /d/e}}],"
                + " route: [{destination: {host: " + destination + "}}]}]}}";
    }

    private static String gateway(String name, String host, int port, String tls) {
        return "{apiVersion: networking.istio.io/v1, kind: Gateway, metadata: {name: " + name
                + "}, spec: {selector: {istio: ingressgateway}, servers: [{port: {number: "
                + port + ", name: http, protocol: HTTP}, hosts: ['" + host + "']" + tls + "}]}}";
    }
}
