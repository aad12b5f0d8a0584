package dev.sluice.reader;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.resources.Kind;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PublishedSchemaTest {
    @ParameterizedTest
    @EnumSource(Kind.class)
    void shouldDescribeEveryFieldOfOurKinds(Kind kind) {
        JsonNode schema = PublishedSchema.of(kind);
        assertThat(schema.at("/properties/metadata/type").asText()).isEqualTo("object");
        if (ResourceReader.isOpen(kind)) return;
        assertThat(schema.path("description").asText()).isNotBlank();
        var silent = new ArrayList<String>();
        collectSilent(schema, "", silent);
        silent.removeAll(List.of("/spec", "/status"));
        assertThat(silent).isEmpty();
    }

    private static void collectSilent(JsonNode schema, String path, List<String> silent) {
        schema.path("properties").properties().forEach(entry -> {
            String here = path + "/" + entry.getKey();
            if (!entry.getValue().has("description")) silent.add(here);
            collectSilent(entry.getValue(), here, silent);
        });
        if (schema.has("items")) collectSilent(schema.get("items"), path + "[]", silent);
        if (schema.path("additionalProperties").isObject()) collectSilent(schema.get("additionalProperties"), path + "{}", silent);
    }
}
