package dev.sluice.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.resources.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The schema we publish beside that of Istio's CRDs, field by field: type, required, enum and limits, for every version that the CRDs serve. */
class IstioSchemaTest {
    private static final List<String> LIMITS = List.of("minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems",
            "minProperties",
            "maxProperties", "pattern");

    /** An empty list would match everything where a restriction seems to stand; Istio's validator means to refuse it, too, its schema does not. */
    private static final List<String> MEANT = List.of("AuthorizationPolicy.rules[].from minItems: Istio , here 1",
            "AuthorizationPolicy.rules[].to minItems: Istio , here 1");

    @Test
    void shouldAgreeWithTheCustomResourceDefinitionsOfIstio() {
        var differences = new TreeSet<String>();
        int compared = 0;
        for (Path file : Corpora.files(Corpora.folder("istio/crds"), ".yaml")) {
            for (Parsed document : TextParser.parse(Corpora.text(file), Limits.DEFAULT)) {
                JsonNode crd = document.tree();
                if (crd == null) continue;
                String group = crd.at("/spec/group").asText();
                String name = crd.at("/spec/names/kind").asText();
                for (Kind kind : Kind.values()) {
                    if (!kind.group().equals(group) || !kind.kind().equals(name)) continue;
                    for (JsonNode version : crd.at("/spec/versions")) {
                        compared++;
                        compare(name, version.at("/schema/openAPIV3Schema/properties/spec"),
                                PublishedSchema.of(kind).at("/properties/spec"),
                                differences);
                    }
                }
            }
        }
        assertThat(compared).isGreaterThan(20);
        assertThat(differences).containsExactlyElementsOf(MEANT);
    }

    private static void compare(String at, JsonNode theirs, JsonNode ours, TreeSet<String> differences) {
        differ(at + " type", theirs.path("type"), ours.path("type"), differences);
        differ(at + " enum", sorted(theirs.path("enum")), sorted(ours.path("enum")), differences);
        differ(at + " required", sorted(theirs.path("required")), sorted(ours.path("required")), differences);
        for (String limit : LIMITS) differ(at + " " + limit, theirs.path(limit), ours.path(limit), differences);
        theirs.path("properties").properties().forEach(entry -> {
            String here = at + "." + entry.getKey();
            JsonNode mine = ours.path("properties").path(entry.getKey());
            if (mine.isMissingNode()) differences.add(here + ": missing here");
            else
                compare(here, entry.getValue(), mine, differences);
        });
        ours.path("properties").fieldNames().forEachRemaining(name -> {
            if (!theirs.path("properties").has(name)) differences.add(at + "." + name + ": here alone");
        });
        if (theirs.has("items")) compare(at + "[]", theirs.get("items"), ours.path("items"), differences);
        if (theirs.path("additionalProperties").isObject())
            compare(at + "{}", theirs.get("additionalProperties"), ours.path("additionalProperties"), differences);
    }

    private static void differ(String what, Object theirs, Object ours, TreeSet<String> differences) {
        if (!text(theirs).equals(text(ours))) differences.add(what + ": Istio " + text(theirs) + ", here " + text(ours));
    }

    private static String text(Object value) {
        if (value instanceof JsonNode number && number.isNumber()) return number.decimalValue().stripTrailingZeros().toPlainString();
        return value instanceof JsonNode node ? node.asText() : value.toString();
    }

    private static List<String> sorted(JsonNode list) {
        var all = new ArrayList<String>();
        list.forEach(one -> all.add(one.asText()));
        all.sort(null);
        return all;
    }
}
