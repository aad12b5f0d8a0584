package dev.sluice.rules.answers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.reader.ReadDocument;
import dev.sluice.resources.Resource;
import dev.sluice.rules.compile.Compiler;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.compile.ResourceSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RecordedAnswersTest {
    private static final Set<String> SELECTED_UP = Set.of("x-v", "x-user", "x-s1", "x-s2", "x-a1");

    @Test
    void shouldAnswerAsIstioDid() throws IOException {
        Path folder = Corpus.folder("answers");
        assumeTrue(folder != null, "SKIPPED: SLUICE_CORPORA does not hold the recorded answers");
        var differences = new ArrayList<String>();
        int asked = 0;
        for (Path configuration : Corpus.configurations(Objects.requireNonNull(folder))) {
            var documents = Corpus.documents(configuration);
            JsonNode recorded = Corpus.answers(configuration);
            if (recorded.has("refused")) continue;
            var resources = new ArrayList<Resource>();
            for (ReadDocument document : documents) if (document.resource() != null) resources.add(document.resource());
            assertThat(resources).as(configuration.toString()).hasSameSizeAs(documents);
            var set = ResourceSet.of(resources);
            var gateway = new AskedGateway(new Compiler(NodeView.ingress(), false).compile(set, 1).snapshot(), set);
            for (JsonNode exchange : recorded.get("exchanges")) {
                asked++;
                String difference = difference(gateway, exchange.get("request"), exchange.get("answer"));
                if (!difference.isEmpty())
                    differences.add(configuration.getFileName() + " " + exchange.get("request") + ": " + difference + " in "
                            + exchange.get("answer"));
            }
        }
        assertThat(asked).isGreaterThan(5000);
        assertThat(differences).isEmpty();
    }

    /** What differs, whatever chance says; empty if the answer is among the possible ones. */
    private static String difference(AskedGateway gateway, JsonNode request, JsonNode recorded) {
        String difference = "";
        for (int draw : AskedGateway.draws()) {
            difference = difference(gateway.ask(request, draw), request, recorded);
            if (difference.isEmpty()) return "";
        }
        return difference;
    }

    private static String difference(AskedGateway.Answer mine, JsonNode request, JsonNode recorded) {
        if (recorded.has("error")) return mine.refused() ? "" : "answered " + mine.status();
        if (mine.refused()) return "refused";
        if (!recorded.get("status").isNull() && recorded.get("status").asInt() != mine.status()) return "status " + mine.status();
        if (has(recorded, "backend") && !mine.backends().contains(recorded.get("backend").asText())) return "backend " + mine.backends();
        if (has(recorded, "path") && !recorded.get("path").asText().equals(seen(mine.path()))) return "path " + mine.path();
        if (has(recorded, "host") && !recorded.get("host").get(0).asText().equals(mine.host())) return "host " + mine.host();
        if (has(recorded, "body") && !request.get("method").asText().equals("HEAD") && !recorded.get("body").asText().equals(mine.body()))
            return "body " + mine.body();
        if (has(recorded, "up")) {
            var up = new TreeMap<>(mine.up());
            up.keySet().retainAll(SELECTED_UP);
            String wrong = difference(up, recorded.get("up"), mine);
            if (!wrong.isEmpty()) return "up " + wrong;
        }
        String wrong = has(recorded, "down") ? difference(mine.down(), recorded.get("down"), mine) : "";
        return wrong.isEmpty() ? "" : "down " + wrong;
    }

    private static boolean has(JsonNode node, String name) {
        return node.has(name) && !node.get(name).isNull();
    }

    /** The upstream's own HTTP library makes one slash of many at the beginning of a path. */
    private static String seen(@org.jspecify.annotations.Nullable String path) {
        return path == null ? "" : path.startsWith("//") ? "/" + path.replaceFirst("^/+", "") : path;
    }

    private static String difference(Map<String, String> mine, JsonNode recorded, AskedGateway.Answer answer) {
        var names = new TreeMap<String, String>(mine);
        recorded.fieldNames().forEachRemaining(name -> names.putIfAbsent(name, ""));
        for (String name : names.keySet()) {
            JsonNode value = recorded.get(name);
            if (value != null && value.isNull()) continue;
            String own = mine.getOrDefault(name, "");
            String theirs = value == null ? "" : value.asText();
            boolean anyBackend = name.equals("x-backend") && answer.backends().size() > 1
                    && own.startsWith(String.join("|", answer.backends()));
            if (anyBackend ? answer.backends().stream().noneMatch(one -> theirs.startsWith(one)) : !own.equals(theirs))
                return name + " \"" + own + "\"";
        }
        return "";
    }

}
