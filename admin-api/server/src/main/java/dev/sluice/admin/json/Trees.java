package dev.sluice.admin.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Reads and writes JSON trees. Depth and sizes are bounded: the text comes from clients. */
public final class Trees {
    private static final int MAX_DEPTH = 64;

    private static final ObjectMapper MAPPER = JsonMapper.builder().disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).disable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    static {
        MAPPER.getFactory().setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build());
    }

    private Trees() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array() {
        return JsonNodeFactory.instance.arrayNode();
    }

    /** @throws IOException with a message that tells the place but quotes nothing of the text, which may hold secrets */
    public static JsonNode parse(byte[] json) throws IOException {
        try {
            JsonNode tree = MAPPER.readTree(json);
            return tree == null ? MissingNode.getInstance() : tree;
        } catch (JsonProcessingException wrong) {
            var place = wrong.getLocation();
            String where = place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr();
            throw new IOException("not valid JSON" + where + ": " + kindOf(wrong), null);
        }
    }

    private static String kindOf(JsonProcessingException wrong) {
        String message = wrong.getOriginalMessage();
        if (message.startsWith("Duplicate field")) return "a key stands twice in one object";
        if (message.contains("nesting depth")) return "nested deeper than " + MAX_DEPTH;
        return "unexpected text or end";
    }

    public static byte[] bytes(JsonNode tree) {
        try {
            return MAPPER.writeValueAsBytes(tree);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree can always be written", impossible);
        }
    }

    /** The text at {@code path}; empty where there is none. */
    public static String text(JsonNode tree, String... path) {
        JsonNode at = at(tree, path);
        return at.isValueNode() && !at.isNull() ? at.asText() : "";
    }

    /** The node at {@code path}; a missing node where there is none. */
    public static JsonNode at(JsonNode tree, String... path) {
        JsonNode at = tree;
        for (String step : path) at = at.path(step);
        return at;
    }

    /** The object named {@code field} of {@code parent}, made if it is not there. */
    public static ObjectNode child(ObjectNode parent, String field) {
        return parent.get(field) instanceof ObjectNode there ? there : parent.putObject(field);
    }
}
