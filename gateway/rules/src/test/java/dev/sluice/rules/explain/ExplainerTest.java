package dev.sluice.rules.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.ResourceReader;
import dev.sluice.resources.Resource;
import dev.sluice.rules.compile.Compiler;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.compile.ResourceSet;
import dev.sluice.rules.endpoints.DnsAnswers;
import dev.sluice.rules.endpoints.EndpointAssembler;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ExplainerTest {
    private static final String SHOP = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: shop}
            spec:
              selector: {istio: ingressgateway}
              servers:
              - port: {number: 80, name: http, protocol: HTTP}
                hosts: [shop.test, old.test]
              - port: {number: 81, name: http-81, protocol: HTTP}
                hosts: [secure.test]
                tls: {httpsRedirect: true}
              - port: {number: 443, name: https-a, protocol: HTTPS}
                hosts: [shop.test]
                tls: {mode: SIMPLE, credentialName: shop}
              - port: {number: 443, name: https-b, protocol: HTTPS}
                hosts: [other.test]
                tls: {mode: SIMPLE, credentialName: other}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: shop}
            spec:
              hosts: [shop.test]
              gateways: [shop]
              http:
              - name: beta
                match:
                - uri: {prefix: /cart}
                  headers: {x-beta: {exact: "1"}}
                route:
                - destination: {host: cart.mesh, subset: beta}
              - name: cart
                match:
                - uri: {prefix: /cart}
                rewrite: {uri: /v1/cart}
                timeout: 3s
                route:
                - destination: {host: cart.mesh}
              - match:
                - uri: {prefix: /old}
                redirect: {uri: /new, authority: new.test}
              - match:
                - uri: {prefix: /empty}
                route:
                - destination: {host: empty.mesh}
              - match:
                - uri: {prefix: /careful}
                retries: {attempts: 0}
                route:
                - destination: {host: cart.mesh, subset: v1}
              - match:
                - uri: {prefix: /near}
                  headers: {x-forwarded-for: {regex: ".*10\\\\.9\\\\.9\\\\.9"}}
                directResponse: {status: 204}
              - match:
                - uri: {prefix: /known}
                  headers: {x-forwarded-client-cert: {regex: ".*URI=spiffe://a/b.*"}}
                directResponse: {status: 204}
              - match:
                - uri: {prefix: /none-fits}
                route:
                - destination: {host: cart.mesh, subset: v9}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: lost}
            spec:
              hosts: [lost.test]
              gateways: [no-such-gateway]
              http:
              - directResponse: {status: 204}
            ---
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: elsewhere}
            spec:
              selector: {istio: egressgateway}
              servers:
              - port: {number: 8088, name: http, protocol: HTTP}
                hosts: ["*"]
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: cart}
            spec:
              host: cart.mesh
              trafficPolicy:
                connectionPool: {tcp: {connectTimeout: 2s}}
              subsets:
              - name: v1
                trafficPolicy: {loadBalancer: {simple: ROUND_ROBIN}}
              - name: v9
                labels: {version: "9"}
            ---
            apiVersion: sluice.dev/v1alpha1
            kind: MeshConfig
            metadata: {name: default}
            spec:
              defaultHttpRetryPolicy: {attempts: 4}
            ---
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: cart}
            spec:
              hosts: [cart.mesh]
              resolution: STATIC
              ports:
              - {number: 80, name: http, protocol: HTTP}
              endpoints:
              - address: 10.0.0.1
            ---
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: empty}
            spec:
              hosts: [empty.mesh]
              resolution: NONE
              ports:
              - {number: 80, name: http, protocol: HTTP}
            """;

    @Test
    void shouldTellTheRuleTheConditionsThatFailedAndTheEndpoints() {
        var told = explain("http", "shop.test", 80, "/cart/1?a=b", Map.of());

        assertThat(told.status()).isNull();
        assertThat(told.flag()).isEmpty();
        assertThat(told.host()).isEqualTo("shop.test");
        assertThat(told.route()).isEqualTo("VirtualService default/shop spec.http[1].match[0]");
        assertThat(told.destination()).isEqualTo("outbound|80||cart.mesh");
        assertThat(told.steps()).map(Step::toString)
                .anyMatch(step -> step.contains("spec.http[0].match[0]") && step.contains("header x-beta is absent, wanted exact \"1\""))
                .anyMatch(step -> step.contains("10.0.0.1:80")).anyMatch(step -> step.contains("/v1/cart/1?a=b"))
                .anyMatch(step -> step.contains("spec.http[1].timeout"));
    }

    @Test
    void shouldTellThatASubsetIsUnknown() {
        var told = explain("http", "shop.test", 80, "/cart", Map.of("X-Beta", "1"));

        assertThat(told.status()).isEqualTo(503);
        assertThat(told.flag()).isEqualTo("NC");
        assertThat(told.destination()).isEqualTo("outbound|80|beta|cart.mesh");
    }

    @Test
    void shouldTellThatThereIsNoEndpoint() {
        var told = explain("http", "shop.test", 80, "/empty", Map.of());

        assertThat(told.status()).isEqualTo(503);
        assertThat(told.flag()).isEqualTo("UH");
    }

    @Test
    void shouldTellRedirectsAndWhatIsNotFound() {
        assertThat(explain("http", "shop.test", 80, "/old?x", Map.of())).returns(301, Explanation::status).returns("http://new.test/new?x",
                Explanation::destination);
        assertThat(explain("http", "shop.test", 80, "/none", Map.of())).returns(404, Explanation::status).returns("NR", Explanation::flag)
                .returns("shop.test", Explanation::host);
        assertThat(explain("http", "unknown.test", 80, "/", Map.of())).returns(404, Explanation::status).returns("", Explanation::host);
        assertThat(explain("http", "shop.test", 8080, "/", Map.of())).returns(null, Explanation::status).returns("", Explanation::listener);
    }

    @Test
    void shouldTellAMisdirectedRequestAndAnUnknownServerName() {
        var elsewhere = explainer(new ExplainRequest("https", "other.test", 443, "GET", "/", Map.of(), "shop.test", null, null));
        assertThat(elsewhere.status()).isEqualTo(421);

        var closed = explain("https", "none.test", 443, "/", Map.of());
        assertThat(closed.status()).isNull();
        assertThat(closed.flag()).isEqualTo("NR");
    }

    @Test
    void shouldNameObjectAndFieldWhereverItJudges() {
        assertThat(judging(explain("http", "secure.test", 81, "/", Map.of()), "demands https"))
                .containsExactly("Gateway default/shop spec.servers[1].tls.httpsRedirect");
        assertThat(judging(explainer(new ExplainRequest("https", "other.test", 443, "GET", "/", Map.of(), "shop.test", null, null)),
                "is not served")).containsExactly("Gateway default/shop spec.servers[2]", "Gateway default/shop spec.servers[3].hosts");
        assertThat(judging(explain("http", "unknown.test", 80, "/", Map.of()), "no virtual host"))
                .containsExactly("Gateway default/shop spec.servers[0]");
        assertThat(judging(explain("http", "lost.test", 80, "/", Map.of()), "is not bound"))
                .containsExactly("VirtualService default/lost spec.hosts[0]", "VirtualService default/lost spec.gateways");
        assertThat(judging(explain("http", "lost.test", 80, "/", Map.of()), "SL"))
                .containsExactly("VirtualService default/lost spec.gateways[0]");
        assertThat(judging(explain("http", "shop.test", 80, "/none", Map.of()), "has no route"))
                .containsExactly("VirtualService default/shop spec.http");
        assertThat(judging(explain("http", "shop.test", 8088, "/", Map.of()), "does not select"))
                .containsExactly("Gateway default/elsewhere spec.servers[0]", "Gateway default/elsewhere spec.selector");
        assertThat(judging(explain("https", "none.test", 443, "/", Map.of()), "no server has SNI"))
                .containsExactly("Gateway default/shop spec.servers[2]", "Gateway default/shop spec.servers[3]");
        assertThat(judging(explain("http", "shop.test", 80, "/empty", Map.of()), "no endpoints come"))
                .containsExactly("ServiceEntry default/empty spec.resolution");
        assertThat(judging(explain("http", "shop.test", 80, "/none-fits", Map.of()), "subset v9 asks"))
                .containsExactly("DestinationRule default/cart spec.subsets[1].labels");
        assertThat(judging(explain("http", "shop.test", 80, "/cart", Map.of("X-Beta", "1")), "there is no such cluster"))
                .containsExactly("VirtualService default/shop spec.http[0].route[0].destination");
        assertThat(judging(explain("http", "shop.test", 80, "/old", Map.of()), "redirected with"))
                .containsExactly("VirtualService default/shop spec.http[2].redirect");
    }

    @Test
    void shouldSayWhereTimeoutsAndRetriesComeFrom() {
        var cart = explain("http", "shop.test", 80, "/cart", Map.of());
        assertThat(judging(cart, "timeout 3s")).containsExactly("VirtualService default/shop spec.http[1].timeout");
        assertThat(judging(cart, "up to 4 retries")).containsExactly("MeshConfig default spec.defaultHttpRetryPolicy");
        assertThat(judging(cart, "connect timeout 2s")).containsExactly("DestinationRule default/cart spec",
                "DestinationRule default/cart spec.trafficPolicy.connectionPool.tcp.connectTimeout");

        var careful = explain("http", "shop.test", 80, "/careful", Map.of());
        assertThat(judging(careful, "no retries")).containsExactly("VirtualService default/shop spec.http[4].retries");
        assertThat(careful.steps()).map(Step::toString).contains("no timeout (the default)");
        assertThat(judging(careful, "round_robin")).contains("DestinationRule default/cart spec.subsets[0].trafficPolicy.loadBalancer",
                "DestinationRule default/cart spec.trafficPolicy.connectionPool.tcp.connectTimeout");
    }

    @Test
    void shouldJudgeByTheClientsAddressAndIdentityWhereARuleLooksAtThem() {
        assertThat(from("http", 80, "/near", "10.9.9.9", null).status()).isEqualTo(204);
        assertThat(from("http", 80, "/near", "10.9.9.8", null).status()).isEqualTo(404);
        assertThat(from("https", 443, "/known", null, "spiffe://a/b").status()).isEqualTo(204);
        assertThat(from("https", 443, "/known", null, "spiffe://a/c").status()).isEqualTo(404);
        assertThat(from("http", 80, "/known", null, "spiffe://a/b").status()).isEqualTo(404);
        assertThat(from("http", 80, "/cart", "10.9.9.9", null).steps()).map(Step::toString)
                .anyMatch(step -> step.startsWith("client address 10.9.9.9") && step.contains("no other rule that is enforced yet"));
    }

    private static Explanation from(String scheme, int port, String target, @Nullable String address, @Nullable String principal) {
        return explainer(new ExplainRequest(scheme, "shop.test", port, "GET", target, Map.of(), null, address, principal));
    }

    /** The places that the one step with {@code words} names. */
    private static List<String> judging(Explanation told, String words) {
        var steps = told.steps().stream().filter(step -> step.toString().contains(words)).toList();
        assertThat(steps).as(told.steps().toString()).hasSize(1);
        return steps.getFirst().places().stream().map(Object::toString).toList();
    }

    private static Explanation explain(String scheme, String authority, int port, String target, Map<String, String> headers) {
        return explainer(new ExplainRequest(scheme, authority, port, "GET", target, headers, null, null, null));
    }

    private static Explanation explainer(ExplainRequest request) {
        List<Resource> resources = ResourceReader.readText("shop.yaml", SHOP).stream().map(ReadDocument::resource)
                .<Resource>map(Objects::requireNonNull).toList();
        var set = ResourceSet.of(resources);
        var view = NodeView.ingress();
        var compiled = new Compiler(view, false).compile(set, 1);
        var endpoints = EndpointAssembler.assemble(set, compiled.snapshot().clusters().values(), DnsAnswers.NONE);
        return Explainer.explain(set, view, compiled, endpoints, request);
    }
}
