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
        assertThat(told.steps())
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

    private static Explanation explain(String scheme, String authority, int port, String target, Map<String, String> headers) {
        return explainer(new ExplainRequest(scheme, authority, port, "GET", target, headers, null, null, null));
    }

    private static Explanation explainer(ExplainRequest request) {
        List<Resource> resources = ResourceReader.readText("shop.yaml", SHOP).stream().map(ReadDocument::resource)
                .<Resource>map(Objects::requireNonNull).toList();
        var set = ResourceSet.of(resources);
        var snapshot = new Compiler(NodeView.ingress(), false).compile(set, 1).snapshot();
        return Explainer.explain(snapshot, EndpointAssembler.assemble(set, snapshot.clusters().values(), DnsAnswers.NONE), request);
    }
}
