package dev.sluice.rules.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.ResourceReader;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Resource;
import dev.sluice.rules.compile.Compiler;
import dev.sluice.rules.compile.FleetFindings;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.compile.ResourceSet;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class AnalysisTest {
    private static final String GATEWAY = object("networking.istio.io/v1", "Gateway", "gw",
            "{selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['*.test']}]}");
    private static final String SERVICE = object("networking.istio.io/v1", "ServiceEntry", "s",
            "{hosts: [s.mesh], resolution: STATIC, ports: [{number: 80, name: http, protocol: HTTP}], endpoints: [{address: 10.0.0.1}]}");
    private static final String TWO_PORTS = object("networking.istio.io/v1", "ServiceEntry", "two",
            "{hosts: [two.mesh], resolution: STATIC, ports: [{number: 81, name: http, protocol: HTTP}, {number: 82, name: other, protocol: HTTP}], endpoints: [{address: 10.0.0.1}]}");

    @Test
    void shouldFindNothingInASoundConfiguration() {
        assertThat(findings(GATEWAY, SERVICE, virtualService("a", "a.test", "gw", "{host: s.mesh}"))).isEmpty();
    }

    @Test
    void shouldFindAnUnknownGatewayAndAHostOnNone() {
        assertThat(findings(GATEWAY, SERVICE, virtualService("a", "a.test", "nowhere", "{host: s.mesh}")))
                .containsExactly("SL2001 VirtualService default/a spec.gateways[0]");
        assertThat(findings(GATEWAY, SERVICE, virtualService("a", "a.example", "gw", "{host: s.mesh}")))
                .containsExactly("SL2002 VirtualService default/a spec.hosts[0]");
    }

    @Test
    void shouldFindDestinationsThatLeadNowhere() {
        String at = " VirtualService default/a spec.http[0].route[0].destination";
        assertThat(findings(GATEWAY, virtualService("a", "a.test", "gw", "{host: s.mesh}"))).containsExactly("SL2003" + at + ".host");
        assertThat(findings(GATEWAY, SERVICE, virtualService("a", "a.test", "gw", "{host: s.mesh, subset: v1}")))
                .containsExactly("SL2004" + at + ".subset");
        assertThat(findings(GATEWAY, TWO_PORTS, virtualService("a", "a.test", "gw", "{host: two.mesh}"))).containsExactly("SL2009" + at);
        assertThat(findings(GATEWAY, SERVICE, virtualService("a", "a.test", "gw", "{host: s.mesh, port: {number: 99}}")))
                .containsExactly("SL2010" + at + ".port");
    }

    @Test
    void shouldFindRoutesThatNoRequestReachesAndTellBothOwners() {
        String twice = object("networking.istio.io/v1", "VirtualService", "a",
                "{hosts: [a.test], gateways: [gw], http: [{match: [{uri: {prefix: /a}}], route: [{destination: {host: s.mesh}}]},"
                        + " {match: [{uri: {prefix: /a/b}, method: {exact: GET}}], route: [{destination: {host: s.mesh}}]}]}");
        assertThat(findings(GATEWAY, SERVICE, twice)).containsExactly("SL2005 VirtualService default/a spec.http[1].match[0]");

        assertThat(findings(GATEWAY, SERVICE, virtualService("a", "a.test", "gw", "{host: s.mesh}"),
                virtualService("b", "a.test", "gw", "{host: s.mesh}")))
                .containsExactly("SL2005 VirtualService default/b spec.http[0]", "SL2006 VirtualService default/a spec.http[0]");

        String behind = object("networking.istio.io/v1", "VirtualService", "a",
                "{hosts: [a.test], gateways: [gw], http: [{route: [{destination: {host: s.mesh}}]},"
                        + " {match: [{uri: {prefix: /a}}], route: [{destination: {host: s.mesh}}]}]}");
        assertThat(findings(GATEWAY, SERVICE, behind)).containsExactly("SL2005 VirtualService default/a spec.http[1]");
    }

    @Test
    void shouldNotCallARouteUnreachableThatASecondHostReaches() {
        String both = object("networking.istio.io/v1", "VirtualService", "b",
                "{hosts: [a.test, b.test], gateways: [gw], http: [{route: [{destination: {host: s.mesh}}]}]}");
        assertThat(findings(GATEWAY, SERVICE, virtualService("a", "a.test", "gw", "{host: s.mesh}"), both)).isEmpty();
    }

    @Test
    void shouldTellBothOwnersOfConflictingServers() {
        String tcp = object("networking.istio.io/v1", "Gateway", "younger",
                "{selector: {istio: ingressgateway}, servers: [{port: {number: 80, name: tcp, protocol: TCP}, hosts: ['*']}]}");
        assertThat(findings(GATEWAY, tcp)).containsExactly("SL2007 Gateway default/younger spec.servers[0]",
                "SL2007 Gateway default/gw spec.servers[0]");
    }

    @Test
    void shouldFindAMissingCredential() {
        String https = object("networking.istio.io/v1", "Gateway", "gw",
                "{selector: {istio: ingressgateway}, servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [a.test], tls: {mode: SIMPLE, credentialName: absent}}]}");
        assertThat(findings(https)).containsExactly("SL2008 Gateway default/gw spec.servers[0].tls.credentialName");
    }

    @Test
    void shouldFindACredentialThatHoldsNoPair() {
        String https = object("networking.istio.io/v1", "Gateway", "gw",
                "{selector: {istio: ingressgateway}, servers: [{port: {number: 443, name: https, protocol: HTTPS}, hosts: [a.test], tls: {mode: SIMPLE, credentialName: shop}}]}");
        String half = "{apiVersion: v1, kind: Secret, metadata: {name: shop}, stringData: {tls.crt: x, password: z}}";
        String whole = "{apiVersion: v1, kind: Secret, metadata: {name: shop}, stringData: {cert: x, key: z}}";
        assertThat(findings(https, half)).containsExactly("SL2008 Gateway default/gw spec.servers[0].tls.credentialName");
        assertThat(findings(https, whole)).isEmpty();
    }

    @Test
    void shouldTellThePoliciesThatDoNotHold() {
        String older = object("sluice.dev/v1alpha1", "ListenerPolicy", "older",
                "{targetRef: {kind: Gateway, name: gw}, limits: {headBytes: 4096}}");
        String younger = object("sluice.dev/v1alpha1", "ListenerPolicy", "younger",
                "{targetRef: {kind: Gateway, name: gw}, limits: {headBytes: 8192}}");
        String broad = object("sluice.dev/v1alpha1", "ListenerPolicy", "broad",
                "{selector: {istio: ingressgateway}, limits: {headBytes: 8192}}");
        String ofOthers = object("sluice.dev/v1alpha1", "ListenerPolicy", "others",
                "{selector: {istio: egressgateway}, limits: {headBytes: 8192}}");
        assertThat(findings(GATEWAY, older, younger)).containsExactly("SL2017 ListenerPolicy default/younger spec");
        assertThat(findings(GATEWAY, broad, older)).containsExactly("SL2017 ListenerPolicy default/broad spec");
        assertThat(findings(GATEWAY, older, ofOthers)).isEmpty();
    }

    @Test
    void shouldFindDelegatesThatComeToNothing() {
        String root = object("networking.istio.io/v1", "VirtualService", "root",
                "{hosts: [a.test], gateways: [gw], http: [{match: [{uri: {prefix: /a}}], delegate: {name: leaf}}]}");
        assertThat(findings(GATEWAY, SERVICE, root)).containsExactly("SL2011 VirtualService default/root spec.http[0]");
        String unfit = object("networking.istio.io/v1", "VirtualService", "leaf",
                "{http: [{match: [{uri: {prefix: /b}}], route: [{destination: {host: s.mesh}}]}]}");
        assertThat(findings(GATEWAY, SERVICE, root, unfit)).containsExactly("SL2013 VirtualService default/leaf spec.http[0]");
        String hidden = object("networking.istio.io/v1", "VirtualService", "leaf",
                "{exportTo: [other], http: [{route: [{destination: {host: s.mesh}}]}]}");
        assertThat(findings(GATEWAY, SERVICE, root, hidden)).containsExactly("SL2012 VirtualService default/root spec.http[0]");
    }

    @Test
    void shouldTellProtectionsThatAreNotEnforced() {
        String tls = object("networking.istio.io/v1", "DestinationRule", "s", "{host: s.mesh, trafficPolicy: {tls: {mode: SIMPLE}}}");
        assertThat(findings(GATEWAY, SERVICE, tls, virtualService("a", "a.test", "gw", "{host: s.mesh}")))
                .containsExactly("SL2016 DestinationRule default/s spec.trafficPolicy.tls");
        String lost = object("networking.istio.io/v1", "DestinationRule", "s", "{host: none.mesh, trafficPolicy: {outlierDetection: {}}}");
        assertThat(findings(GATEWAY, SERVICE, lost)).containsExactly("SL2015 DestinationRule default/s spec.host",
                "SL2019 DestinationRule default/s spec");
    }

    @Test
    void shouldTellWhatOfAVirtualServiceIsNotActedOn() {
        String mirrored = object("networking.istio.io/v1", "VirtualService", "a",
                "{hosts: [a.test], gateways: [gw], http: [{route: [{destination: {host: s.mesh}}], mirrors: [{destination: {host: s.mesh}}]}],"
                        + " tcp: [{route: [{destination: {host: s.mesh}}]}]}");
        assertThat(findings(GATEWAY, SERVICE, mirrored)).containsExactly("SL2019 VirtualService default/a spec.http[0].mirrors[0]",
                "SL2019 VirtualService default/a spec.tcp");
    }

    @Test
    void shouldFindAGatewayThatNoNodeServes() {
        String other = object("networking.istio.io/v1", "Gateway", "gw",
                "{selector: {app: none}, servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']}]}");
        assertThat(FleetFindings.of(set(other), List.of(NodeView.ingress()))).extracting(one -> one.code().code())
                .containsExactly("SL2014");
        assertThat(FleetFindings.of(set(GATEWAY), List.of(NodeView.ingress()))).isEmpty();
    }

    private static List<String> findings(String... yaml) {
        return new Compiler(NodeView.ingress(), false).compile(set(yaml), 1).diagnostics().stream().map(AnalysisTest::brief).toList();
    }

    private static String brief(Diagnostic one) {
        return one.code().code() + " " + one.object() + " " + one.field();
    }

    private static ResourceSet set(String... yaml) {
        List<Resource> resources = ResourceReader.readText("test.yaml", String.join("\n---\n", yaml)).stream().map(ReadDocument::resource)
                .<Resource>map(Objects::requireNonNull)
                .toList();
        return ResourceSet.of(resources);
    }

    private static String virtualService(String name, String host, String gateway, String destination) {
        return object("networking.istio.io/v1", "VirtualService", name,
                "{hosts: [" + host + "], gateways: [" + gateway + "], http: [{route: [{destination: " + destination + "}]}]}");
    }

    private static String object(String apiVersion, String kind, String name, String spec) {
        return "{apiVersion: " + apiVersion + ", kind: " + kind + ", metadata: {name: " + name + "}, spec: " + spec + "}";
    }
}
