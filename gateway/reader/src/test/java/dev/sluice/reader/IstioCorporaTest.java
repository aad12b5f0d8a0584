package dev.sluice.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.resources.Diagnostic;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What Istio accepts is accepted, and what its validation refuses is refused. */
class IstioCorporaTest {
    private static List<String> errors(Path file, ReadDocument document) {
        return document.diagnostics().stream().filter(Diagnostic::isError).map(one -> file.getFileName() + " " + one).toList();
    }

    @Test
    void shouldAcceptEverySample() {
        var errors = new ArrayList<String>();
        int served = 0;
        for (Path file : Corpora.files(Corpora.folder("istio/samples"), ".yaml")) {
            // Templates of Helm are no YAML before Helm has filled them in.
            if (Corpora.text(file).contains("{{")) continue;
            for (ReadDocument document : ResourceReader.readText(file.toString(), Corpora.text(file))) {
                errors.addAll(errors(file, document));
                if (document.resource() != null) served++;
            }
        }
        assertThat(errors).isEmpty();
        assertThat(served).isGreaterThan(60);
    }

    @Test
    void shouldGiveEachValidationDocumentItsVerdict() {
        var wrong = new ArrayList<String>();
        int judged = 0;
        for (Path file : Corpora.files(Corpora.folder("istio/validation"), ".yaml")) {
            List<Parsed> documents = TextParser.parse(Corpora.text(file), Limits.DEFAULT);
            for (int i = 0; i < documents.size(); i++) {
                if (!(documents.get(i).tree() instanceof ObjectNode tree)) continue;
                boolean refuse = tree.remove("_err") != null;
                if (tree.path("metadata") instanceof ObjectNode metadata) metadata.put("namespace", "default");
                ReadDocument document = ResourceReader.readTree(tree, file.getFileName().toString());
                judged++;
                String name = file.getFileName() + "#" + i;
                if (document.hasErrors() != refuse) {
                    wrong.add(name + " " + tree.path("metadata").path("name").asText()
                            + (refuse ? ": accepted" : ": refused " + document.diagnostics()));
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(judged).isGreaterThan(80);
    }

    @Test
    void shouldRefuseExactlyTheConfigurationsThatIstioRefused() throws Exception {
        var mapper = new ObjectMapper();
        var wrong = new ArrayList<String>();
        int refusals = 0;
        for (String folder : List.of("istio/answers", "istio/answers-tls")) {
            for (Path answers : Corpora.files(Corpora.folder(folder), ".answers.json")) {
                Path config = Path.of(answers.toString().replace(".answers.json", ".yaml"));
                JsonNode recorded = mapper.readTree(answers.toFile());
                boolean refused = recorded.has("refused");
                if (refused) refusals++;
                var errors = new ArrayList<String>();
                for (ReadDocument document : ResourceReader.readText(config.toString(), Corpora.text(config)))
                    errors.addAll(errors(config, document));
                if (refused == errors.isEmpty())
                    wrong.add(config + (refused ? " accepted, Istio: " + recorded.get("refused") : " refused: " + errors));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(refusals).isGreaterThan(10);
    }
}
