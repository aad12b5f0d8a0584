package dev.sluice.app.validate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.app.Run;
import dev.sluice.app.Samples;
import dev.sluice.certs.Credential;
import dev.sluice.certs.LocalAuthority;
import dev.sluice.certs.SubjectName;
import dev.sluice.certs.SystemChance;
import dev.sluice.certs.TrustDomain;
import dev.sluice.resources.DiagnosticCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {
    private static final String ROUTE = """
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: shop, namespace: default}
            spec:
              hosts: [shop.example.com]
              gateways: [shop]
              http:
                - %s
                  route:
                    - destination: {host: %s}
                      weight: %s
            ---
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: shop, namespace: default}
            spec:
              selector: {istio: ingressgateway}
              servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: [shop.example.com]}]
            ---
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: shop, namespace: default}
            spec:
              hosts: [shop.internal]
              resolution: STATIC
              ports: [{number: 80, name: http, protocol: HTTP}]
              endpoints: [{address: 127.0.0.1}]
            """;

    @TempDir Path folder;

    @Test
    void shouldFindAllErrorsWithPlaceFactAndRemedy() throws IOException {
        Path file = file("timeuot: 3s", "shop.internal", "-1");

        Run run = Run.of("validate", file.toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains(file + ":8: error SL0010  VirtualService default/shop  spec.http[0].timeuot",
                "did you mean 'timeout'?",
                file + ":11: error SL0316  VirtualService default/shop  spec.http[0].route[0].weight", "2 errors");
    }

    @Test
    void shouldLocateWhatOnlyCompilingFinds() throws IOException {
        Path file = file("timeout: 3s", "nowhere.internal", "1");

        Run run = Run.of("validate", file.toString());

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains(file + ":10: warning SL2", "nowhere.internal");
    }

    @Test
    void shouldEndWithOneOnWarningsIfStrict() throws IOException {
        Path warned = file("timeout: 3s", "nowhere.internal", "1");
        assertThat(Run.of("validate", "--strict", warned.toString()).exit()).isEqualTo(1);

        Path sound = Samples.folder("bookinfo");
        assertThat(Run.of("validate", "--strict", sound.toString())).satisfies(run -> {
            assertThat(run.out()).contains("0 errors, 0 warnings");
            assertThat(run.exit()).isZero();
        });
    }

    @Test
    void shouldAnswerInThePublishedShape() throws IOException {
        Path file = file("timeout: 3s", "shop.internal", "-1");

        Run run = Run.of("validate", "-o", "json", file.toString());

        JsonNode found = new ObjectMapper().readTree(run.out()).path("diagnostics");
        assertThat(found).hasSize(1);
        assertThat(found.get(0).properties()).extracting(entry -> entry.getKey()).containsExactly("code", "severity", "file", "line",
                "object",
                "field", "message", "help");
        assertThat(found.get(0).path("line").asInt()).isEqualTo(11);
        assertThat(found.get(0).path("severity").asText()).isEqualTo("error");
        assertThat(found.get(0).path("object").asText()).isEqualTo("VirtualService default/shop");
        assertThat(run.exit()).isEqualTo(1);
    }

    @Test
    void shouldRefuseAnObjectThatStandsTwice() {
        Run run = Run.of("validate", Samples.path("hello"), Samples.path("canary"));

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains("canary.yaml:5: error SL0023  VirtualService default/hello", "stands already at", "hello.yaml:60");
    }

    @Test
    void shouldRefuseAnExpiredCertificateWhereItIsWritten() throws IOException {
        var longAgo = LocalAuthority.create(TrustDomain.CLUSTER_LOCAL, InstantSource.fixed(Instant.parse("2020-01-01T00:00:00Z")),
                SystemChance.secure());
        Credential expired = longAgo.issueServer(List.of(SubjectName.of("old.example.com")), Duration.ofDays(1));
        Path file = Files.writeString(folder.resolve("secret.yaml"), """
                apiVersion: v1
                kind: Secret
                metadata: {name: old}
                type: kubernetes.io/tls
                stringData:
                  tls.key: |
                %s
                  tls.crt: |
                %s""".formatted(expired.keyPem().strip().indent(4), expired.chainPem().indent(4)));
        long line = Files.readAllLines(file).indexOf("  tls.crt: |") + 1L;

        Run run = Run.of("validate", file.toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out()).contains(file + ":" + line + ": error SL0910  Secret default/old  data[tls.crt]",
                "expired at 2020-01-02T00:00:00Z", "help: renew it");
    }

    @Test
    void shouldEndWithTwoIfThereIsNothingToRead() {
        Run run = Run.of("validate", folder.resolve("absent.yaml").toString());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("no such file or folder", "absent.yaml");
    }

    @Test
    void shouldTellWhatEachCodeMeans() {
        assertThat(Run.of("validate", "--explain", "sl2004").out()).startsWith("SL2004 (warning):");
        assertThat(Run.of("validate", "--explain", "SL9999").exit()).isEqualTo(2);

        var codes = new HashSet<String>();
        for (DiagnosticCode one : Catalogue.all()) {
            assertThat(codes.add(one.code())).as("%s is used once", one.code()).isTrue();
            assertThat(one.code()).matches("SL\\d{4}");
            assertThat(one.title()).isNotBlank();
            assertThat(one.explanation()).isNotBlank();
        }
        assertThat(Run.of("validate", "--explain", "all").out()).contains(codes);
    }

    private Path file(String rule, String host, String weight) throws IOException {
        return Files.writeString(folder.resolve("shop.yaml"), ROUTE.formatted(rule, host, weight));
    }
}
