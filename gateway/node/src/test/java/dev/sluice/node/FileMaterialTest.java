package dev.sluice.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.certs.Credential;
import dev.sluice.certs.LocalAuthority;
import dev.sluice.certs.SubjectName;
import dev.sluice.certs.SystemChance;
import dev.sluice.certs.TrustDomain;
import dev.sluice.reader.ResourceReader;
import dev.sluice.rules.compile.Compiler;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.compile.ResourceSet;
import dev.sluice.rules.model.TlsTermination.Pair;
import dev.sluice.rules.snapshot.Listener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileMaterialTest {
    private final LocalAuthority authority = LocalAuthority.create(TrustDomain.CLUSTER_LOCAL, InstantSource.system(),
            SystemChance.secure());

    @TempDir Path folder;

    private Path certificate = Path.of("");
    private Path key = Path.of("");
    private Pair files = new Pair("", "");
    private int writes;

    @BeforeEach
    void names() {
        certificate = folder.resolve("tls.crt");
        key = folder.resolve("tls.key");
        files = new Pair(certificate.toString(), key.toString());
    }

    @Test
    void shouldGiveThePairThatAGatewayNamesByFiles() throws Exception {
        Credential shop = issue("shop.example.com");
        write(certificate, shop.chainPem());
        write(key, shop.keyPem());

        FileMaterial material = FileMaterial.of(listeners(), FileMaterial.none());

        assertThat(material.pair(files)).isNotNull();
        assertThat(material.problems()).isEmpty();
        assertThat(material.expiries()).containsOnlyKeys(certificate.toString());
        assertThat(String.valueOf(material.pair(files))).doesNotContain("PRIVATE KEY");
    }

    @Test
    void shouldKeepTheLastGoodPairUntilBothFilesOfTheNewOneAreThere() throws Exception {
        Credential old = issue("shop.example.com");
        Credential renewed = issue("shop.example.com");
        write(certificate, old.chainPem());
        write(key, old.keyPem());
        FileMaterial first = FileMaterial.of(listeners(), FileMaterial.none());

        write(certificate, renewed.chainPem());
        FileMaterial between = first.again();
        write(key, renewed.keyPem());
        FileMaterial last = between.again();

        assertThat(between.gives(first)).isTrue();
        assertThat(between.problems().get(certificate.toString())).contains("is not the one of the certificate", "stays in use");
        assertThat(last.gives(first)).isFalse();
        assertThat(last.problems()).isEmpty();
        assertThat(last.again().gives(last)).isTrue();
    }

    @Test
    void shouldSayWhatIsWrongWithFilesThatGiveNoPair() throws Exception {
        assertThat(FileMaterial.of(listeners(), FileMaterial.none()).problems().get(certificate.toString())).contains("is missing");
        write(certificate, "no PEM at all, but SECRET");
        write(key, "nor this");

        FileMaterial material = FileMaterial.of(listeners(), FileMaterial.none());

        assertThat(material.pair(files)).isNull();
        assertThat(material.problems()).containsOnlyKeys(certificate.toString());
        assertThat(material.problems().values()).noneMatch(text -> text.contains("SECRET"));
    }

    private Credential issue(String name) {
        return authority.issueServer(List.of(SubjectName.of(name)), Duration.ofDays(1));
    }

    /** Each write is seen as newer, however fast one follows the other. */
    private void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2026-01-01T00:00:00Z").plusSeconds(++writes)));
    }

    private List<Listener> listeners() {
        String gateway = """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: gw, namespace: default}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 443, name: https, protocol: HTTPS}
                    hosts: [shop.example.com]
                    tls: {mode: SIMPLE, serverCertificate: %s, privateKey: %s}
                """.formatted(certificate, key);
        var document = ResourceReader.readText("gateway.yaml", gateway).getFirst();
        return new Compiler(NodeView.ingress(), false).compile(ResourceSet.of(List.of(Objects.requireNonNull(document.resource()))), 1)
                .snapshot().listeners();
    }
}
