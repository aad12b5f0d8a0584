package dev.sluice.app.validate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.admission.ConfigurationAdmission;
import dev.sluice.admin.credential.SecretChecks;
import dev.sluice.admin.objects.ImportOutcome;
import dev.sluice.admin.objects.ObjectImport;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.store.sql.Engine;
import dev.sluice.admin.store.sql.SqlStore;
import dev.sluice.admin.store.sql.StoreSettings;
import dev.sluice.app.files.ConfigFiles;
import dev.sluice.certs.Credential;
import dev.sluice.certs.LocalAuthority;
import dev.sluice.certs.SubjectName;
import dev.sluice.certs.SystemChance;
import dev.sluice.certs.TrustDomain;
import dev.sluice.node.source.Batch;
import dev.sluice.node.source.FileSource;
import dev.sluice.node.source.Position;
import dev.sluice.node.source.SourceSink;
import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.ResourceReader;
import dev.sluice.resources.Bytes;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.DiagnosticCode;
import dev.sluice.resources.Gateway;
import dev.sluice.resources.Metadata;
import dev.sluice.resources.Secret;
import dev.sluice.resources.StringMatch;
import dev.sluice.resources.VirtualService;
import dev.sluice.rules.compile.Compiler;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.compile.ResourceSet;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No code is in the catalogue that nothing says. {@code codes/SLnnnn.yaml} makes {@code sluice validate} say SLnnnn; the cases of the reader are taken as they
 * stand; what files cannot show is made here. A new code without any of these fails the build.
 */
class EveryCodeTest {
    private static final Instant ISSUED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Path CASES = Path.of("src/test/resources/codes");
    private static final Path CASES_OF_THE_READER = Path.of("../reader/src/test/resources");

    @TempDir Path folder;

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void shouldBeSaidOfItsCase(String code) {
        assertThat(codes(validated(CASES.resolve(code + ".yaml")))).contains(code);
    }

    @Test
    void shouldAllBeSaidBySomething() throws Exception {
        Set<String> said = new TreeSet<>();
        for (String code : cases().toList()) said.addAll(codes(validated(CASES.resolve(code + ".yaml"))));
        for (Path file : files(CASES_OF_THE_READER, ".in.yaml")) {
            for (ReadDocument one : ResourceReader.readText(file.toString(), Files.readString(file))) said.addAll(codes(one.diagnostics()));
        }
        said.addAll(ofLargeTexts());
        said.addAll(ofCredentials());
        said.addAll(ofImports());
        said.addAll(ofAnUnreadableFile());
        said.addAll(ofARouteThatNoReaderChecked());

        assertThat(said).containsExactlyElementsOf(Catalogue.all().stream().map(DiagnosticCode::code).toList());
    }

    static Stream<String> cases() throws IOException {
        return files(CASES, ".yaml").stream().map(file -> file.getFileName().toString().replace(".yaml", ""));
    }

    private static List<Path> files(Path below, String ending) throws IOException {
        try (Stream<Path> all = Files.walk(below)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        }
    }

    private static List<Diagnostic> validated(Path file) {
        return ValidateCommand.check(ConfigFiles.read(List.of(file.toString()), InputStream.nullInputStream()), NodeView.ingress(), ISSUED);
    }

    private static Set<String> codes(List<Diagnostic> diagnostics) {
        return diagnostics.stream().map(one -> one.code().code()).collect(Collectors.toSet());
    }

    private static Set<String> ofLargeTexts() {
        var all = new ArrayList<Diagnostic>();
        for (int size : List.of(200_000, 2_000_000)) {
            all.addAll(read(
                    "{apiVersion: networking.istio.io/v1, kind: VirtualService, metadata: {name: a}, spec: {hosts: [a.test], http: [{directResponse:"
                            + " {status: 200, body: {string: " + "x".repeat(size) + "}}}]}}"));
        }
        all.addAll(read("a: " + "[".repeat(100) + "]".repeat(100)));
        return codes(all);
    }

    private static List<Diagnostic> read(String text) {
        return ResourceReader.readText("text", text).stream().flatMap(one -> one.diagnostics().stream()).toList();
    }

    private static Set<String> ofCredentials() {
        LocalAuthority authority = LocalAuthority.create(TrustDomain.CLUSTER_LOCAL, () -> ISSUED, SystemChance.secure());
        LocalAuthority old = LocalAuthority.create(TrustDomain.CLUSTER_LOCAL, () -> ISSUED.minus(Duration.ofDays(5000)),
                SystemChance.secure());
        Credential shop = authority.issueServer(List.of(SubjectName.of("shop.test")), Duration.ofDays(90));
        Credential other = authority.issueServer(List.of(SubjectName.of("other.test")), Duration.ofDays(90));
        Map<String, String> sound = Map.of("tls.crt", shop.chainPem(), "tls.key", shop.keyPem());
        var all = new ArrayList<Diagnostic>();
        for (int days : List.of(-1, 80, 100)) all.addAll(SecretChecks.check(secret(sound), false, ISSUED.plus(Duration.ofDays(days))));
        for (Map<String, String> data : List.of(Map.of("tls.crt", "none", "tls.key", "none"), Map.of("tls.crt", shop.chainPem()),
                Map.of("tls.crt", shop.chainPem(), "tls.key", other.keyPem()), Map.of("ca.crt", "none"),
                Map.of("ca.crt", authority.certificatePem(), "ca.crl", "none"),
                Map.of("tls.crt", shop.chainPem() + old.certificatePem(), "tls.key", shop.keyPem())))
            all.addAll(SecretChecks.check(secret(data), false, ISSUED));
        return codes(all);
    }

    private static Secret secret(Map<String, String> data) {
        var bytes = new HashMap<String, Bytes>();
        data.forEach((key, text) -> bytes.put(key, Bytes.of(text.getBytes(StandardCharsets.UTF_8))));
        return new Secret(Metadata.of("default", "a"), Secret.TLS_TYPE, bytes);
    }

    private Set<String> ofImports() throws Exception {
        try (Store store = SqlStore.open(StoreSettings.of(new Engine.Sqlite(folder.resolve("store")), Optional.empty(), "istio-system"),
                () -> ISSUED,
                () -> UUID.randomUUID().toString(), SystemChance.secure())) {
            var imports = new ObjectImport(store, new ConfigurationAdmission(false, () -> ISSUED));
            var all = new ArrayList<>(
                    warnings(imports, "{apiVersion: security.istio.io/v1, kind: AuthorizationPolicy, metadata: {name: a}, spec: {}}"));
            all.addAll(warnings(imports, "{apiVersion: v1, kind: Secret, metadata: {name: a}, immutable: true, data: {a: eA==}}"));
            all.addAll(warnings(imports, "{apiVersion: v1, kind: Secret, metadata: {name: a}, immutable: true, data: {a: eQ==}}"));
            return codes(all);
        }
    }

    private static List<Diagnostic> warnings(ObjectImport imports, String yaml) {
        var trees = ResourceReader.readText("text", yaml).stream().map(one -> Objects.requireNonNull(one.tree())).toList();
        return switch (imports.run(trees, "test", "")) {
            case ImportOutcome.Applied applied -> applied.warnings();
            case ImportOutcome.Refused refused -> refused.diagnostics();
        };
    }

    private Set<String> ofAnUnreadableFile() throws Exception {
        Path file = Files.write(folder.resolve("latin1.yaml"), new byte[]{'a', ':', ' ', (byte) 0xE4, '\n'});
        var batches = new LinkedBlockingQueue<Batch>();
        try (var source = new FileSource(List.of(file))) {
            source.start(new SourceSink() {
                @Override
                public void transaction(Batch batch) {
                    batches.add(batch);
                }

                @Override
                public void confirmed(Position position) {}
            }, null);
            Batch batch = Objects.requireNonNull(batches.poll(30, TimeUnit.SECONDS), "the file was looked at");
            return codes(batch.put().stream().flatMap(entry -> entry.diagnostics().stream()).toList());
        }
    }

    /** Whoever embeds the engine may hand it what no check has seen. */
    private static Set<String> ofARouteThatNoReaderChecked() {
        var server = new Gateway.Server(new Gateway.Port(80, "HTTP", "http", null), "", List.of("*"), null, "", "");
        var gateway = new Gateway(Metadata.of("default", "gw"), new Gateway.Spec(Map.of(), List.of(server)));
        var match = new VirtualService.HttpMatch("", new StringMatch.Regex("(["), null, null, null, Map.of(), Map.of(), Map.of(), false, 0,
                Map.of(), "",
                List.of(), "");
        var redirect = new VirtualService.HttpRedirect("/moved", "", "", null, "", 308);
        var route = new VirtualService.HttpRoute("", List.of(match), List.of(), redirect, null, null, null, null, null, null, null,
                List.of(), null, null,
                null, null);
        var service = new VirtualService(Metadata.of("default", "a"),
                new VirtualService.Spec(List.of("a.test"), List.of("gw"), List.of(route), List.of(), List.of(), List.of()));
        return codes(new Compiler(NodeView.ingress(), false).compile(ResourceSet.of(List.of(gateway, service)), 1).diagnostics());
    }
}
