package dev.sluice.rules.analyze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.ResourceReader;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Resource;
import dev.sluice.rules.compile.Compiler;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.compile.NodeView.Role;
import dev.sluice.rules.compile.ResourceSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sound configurations are not scolded. */
class SamplesAnalysisTest {
    private static final Path SAMPLES = Path.of("../../config-samples");

    @ParameterizedTest
    @ValueSource(strings = {"hello", "bookinfo", "hello,canary", "tls-hosts"})
    void shouldFindNothingInOurSamplesButSecretsThatAreYetToBeMade(String stories) throws IOException {
        var resources = new ArrayList<Resource>();
        for (String story : stories.split(",", -1)) read(SAMPLES.resolve(story), resources);

        List<Diagnostic> found = new Compiler(NodeView.ingress(), false).compile(ResourceSet.of(resources), 1).diagnostics();

        assertThat(resources).isNotEmpty();
        assertThat(found.stream().filter(one -> one.code() != AnalysisCode.MISSING_CREDENTIAL).map(Diagnostic::toString).toList())
                .isEmpty();
    }

    /** Each says something true of its file alone: what it names stands in other files. */
    private static final Set<String> TRUE_OF_A_PART = Set.of("SL2001", "SL2003", "SL2015", "SL2016", "SL2019");

    static Stream<Path> samplesOfIstio() throws IOException {
        Path samples = Path.of(String.valueOf(System.getenv("SLUICE_CORPORA"))).resolve("istio/samples");
        assumeTrue(Files.isDirectory(samples), "SLUICE_CORPORA names no folder with istio/samples");
        try (Stream<Path> files = Files.walk(samples)) {
            return files.filter(one -> one.toString().endsWith(".yaml")).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("samplesOfIstio")
    void shouldNotScoldIstiosOwnSamples(Path file) throws IOException {
        var resources = new ArrayList<Resource>();
        for (ReadDocument document : ResourceReader.readText(file.getFileName().toString(), Files.readString(file)))
            if (document.resource() != null) resources.add(document.resource());

        for (NodeView view : List.of(NodeView.ingress(), new NodeView(Role.EGRESS, "istio-system", Map.of("istio", "egressgateway"), ""))) {
            List<Diagnostic> found = new Compiler(view, false).compile(ResourceSet.of(resources), 1).diagnostics();
            assertThat(found).allSatisfy(one -> assertThat(TRUE_OF_A_PART).as(one.toString()).contains(one.code().code()));
        }
    }

    private static void read(Path folder, List<Resource> into) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".yaml")).sorted().toList())
                for (ReadDocument document : ResourceReader.readText(file.getFileName().toString(), Files.readString(file)))
                    if (document.resource() != null) into.add(document.resource());
        }
    }
}
