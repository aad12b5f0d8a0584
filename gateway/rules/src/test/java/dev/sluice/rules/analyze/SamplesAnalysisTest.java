package dev.sluice.rules.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.ResourceReader;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Resource;
import dev.sluice.rules.compile.Compiler;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.compile.ResourceSet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
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

    private static void read(Path folder, List<Resource> into) throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(one -> one.toString().endsWith(".yaml")).sorted().toList())
                for (ReadDocument document : ResourceReader.readText(file.getFileName().toString(), Files.readString(file)))
                    if (document.resource() != null) into.add(document.resource());
        }
    }
}
