package dev.sluice.reader;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Secret;
import dev.sluice.resources.StringMatch;
import dev.sluice.resources.VirtualService;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResourceReaderTest {
    private static final String ROUTE = """
            # a comment
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata:
              name: shop
            spec:
              hosts: [shop.example.com]
              http:
              - match:
                - uri:
                    prefix: /cart
                  headers:
                    x-user: {}
                timeout: 1.5s
                route:
                - destination:
                    host: cart
                    port:
                      number: 80
            """;

    private static ReadDocument one(String text) {
        List<ReadDocument> documents = ResourceReader.readText("shop.yaml", text);
        assertThat(documents).hasSize(1);
        return documents.getFirst();
    }

    private static List<String> said(ReadDocument document) {
        return document.diagnostics().stream().map(Diagnostic::toString).toList();
    }

    @Test
    void shouldReadARoute() {
        var document = one(ROUTE);
        assertThat(said(document)).isEmpty();
        var service = (VirtualService) requireNonNull(document.resource());
        VirtualService.HttpRoute route = service.spec().http().getFirst();
        assertThat(route.timeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(route.match().getFirst().uri()).isEqualTo(new StringMatch.Prefix("/cart"));
        assertThat(route.match().getFirst().headers()).containsEntry("x-user", new StringMatch.Present());
        assertThat(service.metadata().namespace()).isEqualTo("default");
        assertThat(requireNonNull(document.tree()).at("/metadata/namespace").asText()).isEqualTo("default");
    }

    @Test
    void shouldSayWhereEveryPartStands() {
        var locations = one(ROUTE).locations();
        assertThat(locations.at("spec.http[0].match[0].uri").toString()).isEqualTo("shop.yaml:10");
        assertThat(locations.at("spec.http[0].match[0].uri.prefix").line()).isEqualTo(11);
        assertThat(locations.at("spec.http[0].match[0].headers[x-user].regex").line()).isEqualTo(13);
        assertThat(locations.at("spec.http[0].route[7].weight").line()).isEqualTo(15);
        assertThat(locations.at("nowhere[").line()).isEqualTo(2);
    }

    @Test
    void shouldCollectAllFaultsOfADocumentWithTheirLines() {
        var document = one(ROUTE.replace("prefix: /cart", "exactt: /cart").replace("timeout: 1.5s", "timeout: 5").replace("number: 80",
                "number: \"80\""));
        assertThat(document.resource()).isNull();
        assertThat(document.ref()).isNotNull();
        assertThat(said(document)).containsExactly(
                "shop.yaml:11: error SL0010 VirtualService default/shop spec.http[0].match[0].uri.exactt: unknown field 'exactt' (did you mean 'exact'?)",
                "shop.yaml:14: error SL0011 VirtualService default/shop spec.http[0].timeout: expected a duration such as 1.5s, found the number 5 (add a unit, such as 5s)",
                "shop.yaml:19: error SL0011 VirtualService default/shop spec.http[0].route[0].destination.port.number: expected a whole number, found the text '80'"
                        + " (remove the quotes)");
    }

    @Test
    void shouldReadTheOtherDocumentsWhereOneHasASyntaxFault() {
        var documents = ResourceReader.readText("all.yaml", ROUTE + "---\na: [1\nb: 2\n---\n" + ROUTE);
        assertThat(documents).hasSize(3);
        assertThat(documents.get(0).resource()).isNotNull();
        assertThat(documents.get(1).diagnostics()).singleElement()
                .satisfies(fault -> assertThat(fault.code()).isEqualTo(ReaderCode.SYNTAX),
                        fault -> assertThat(fault.where().line()).isBetween(21, 23));
        assertThat(documents.get(2).resource()).isNotNull();
        assertThat(documents.get(2).locations().at("spec.hosts").line()).isEqualTo(30);
    }

    @Test
    void shouldRefuseAKeyWrittenTwice() {
        assertThat(said(one(ROUTE + "    timeout: 2s\n")))
                .containsExactly("shop.yaml:20: error SL0004 VirtualService default/shop spec.http[0].timeout:"
                        + " 'timeout' is written twice (first at line 14) (remove one of them, or merge what stands under them)");
    }

    @Test
    void shouldReadJsonWithPlaces() {
        var document = one("{\"apiVersion\": \"networking.istio.io/v1\",\n \"kind\": \"Gateway\",\n \"metadata\": {\"name\": \"g\"},\n"
                + " \"spec\": {\"servers\": [\n  {\"port\": {\"number\": 80, \"protocol\": \"HTTP\", \"name\": \"http\"},\n   \"hots\": [\"*\"]}]}}");
        assertThat(said(document)).containsExactly(
                "shop.yaml:6: error SL0010 Gateway default/g spec.servers[0].hots: unknown field 'hots' (did you mean 'hosts'?)");
    }

    @Test
    void shouldReadAListAsItsItems() {
        var documents = ResourceReader.readText("list.yaml", """
                apiVersion: v1
                kind: List
                items:
                - apiVersion: v1
                  kind: Namespace
                  metadata: {name: shop}
                - apiVersion: v1
                  kind: ConfigMap
                  metadata: {name: c, nmae: d}
                """);
        assertThat(documents).hasSize(2);
        assertThat(documents.get(0).resource()).isNotNull();
        assertThat(said(documents.get(1))).singleElement().asString()
                .startsWith("list.yaml:9: error SL0010 ConfigMap default/c metadata.nmae");
    }

    @Test
    void shouldSkipKindsOfOthersWithAWarning() {
        var document = one("apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n");
        assertThat(document.resource()).isNull();
        assertThat(document.hasErrors()).isFalse();
        assertThat(said(document)).containsExactly("shop.yaml:2: warning SL0008: Deployment (apps/v1) is not served here and was skipped");
    }

    @Test
    void shouldRefuseAMistypedKindOfOurGroups() {
        assertThat(said(one("apiVersion: networking.istio.io/v1\nkind: VirtualServce\nmetadata: {name: a}\n")))
                .containsExactly(
                        "shop.yaml:2: error SL0007 kind: no kind 'VirtualServce' in networking.istio.io (did you mean VirtualService?)");
    }

    @Test
    void shouldFoldTheStringDataOfASecretAndNeverRepeatItsValues() {
        var document = one("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {tls.key: hunter2}\n");
        var secret = (Secret) requireNonNull(document.resource());
        assertThat(new String(requireNonNull(secret.data().get("tls.key")).toArray(), StandardCharsets.UTF_8)).isEqualTo("hunter2");
        assertThat(requireNonNull(document.tree()).has("stringData")).isFalse();
        var broken = one("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {tls.key: hunter2!, tls.crt: 123456}\n");
        assertThat(said(broken)).hasSize(2).noneMatch(line -> line.contains("hunter2") || line.contains("123456"));
    }

    @Test
    void shouldStandAnAliasBomb() {
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 12; i++)
            bomb.append("a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]\n".replace("*a%d", "*a" + (i - 1))
                    .formatted(i, i));
        assertThat(one(bomb.toString()).diagnostics()).singleElement()
                .satisfies(fault -> assertThat(fault.code()).isEqualTo(ReaderCode.TOO_LARGE));
        assertThat(one("[".repeat(100_000)).diagnostics()).singleElement()
                .satisfies(fault -> assertThat(fault.code()).isEqualTo(ReaderCode.TOO_LARGE));
        assertThat(one("{\"a\":".repeat(100_000)).hasErrors()).isTrue();
    }

    @Test
    void shouldReadAddressesInFlowListsAsKubernetesDoes() {
        var parsed = TextParser.parse("a: [2001:db8::1, fd00::]\nb: [{c: }]\n", Limits.DEFAULT).getFirst();
        assertThat(parsed.tree()).hasToString("{\"a\":[\"2001:db8::1\",\"fd00::\"],\"b\":[{\"c\":null}]}");
    }

    @Test
    void shouldLeaveTheNamespaceOfATreeAlone() throws Exception {
        JsonNode tree = new ObjectMapper().readTree("{\"apiVersion\": \"v1\", \"kind\": \"ConfigMap\", \"metadata\": {\"name\": \"c\"}}");
        var document = ResourceReader.readTree(tree, "request body");
        assertThat(requireNonNull(document.ref()).namespace()).isEmpty();
        assertThat(document.tree()).isSameAs(tree);
        assertThat(document.locations().at("metadata.name").toString()).isEqualTo("request body");
    }
}
