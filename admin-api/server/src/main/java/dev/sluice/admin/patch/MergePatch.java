package dev.sluice.admin.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.json.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** JSON Merge Patch (RFC 7396). */
public final class MergePatch {
    private MergePatch() {}

    /** @return a new tree; neither argument is changed */
    public static JsonNode apply(JsonNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) return patch.deepCopy();
        ObjectNode result = target instanceof ObjectNode object ? object.deepCopy() : Trees.object();
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            if (change.getValue().isNull()) {
                result.remove(change.getKey());
            } else {
                JsonNode before = result.get(change.getKey());
                result.set(change.getKey(), apply(before == null ? Trees.object() : before, change.getValue()));
            }
        }
        return result;
    }

    /**
     * A strategic merge patch read as a merge patch: exact for kinds without keyed lists, once the {@code $...} directives, which then say nothing
     * new, are left out. {@code $patch: delete} and {@code $patch: replace} do say something new.
     *
     * @throws PatchException for a directive whose meaning a merge patch cannot carry
     */
    public static JsonNode withoutDirectives(JsonNode patch) throws PatchException {
        if (patch instanceof ArrayNode list) {
            ArrayNode copy = Trees.array();
            for (JsonNode one : list) copy.add(withoutDirectives(one));
            return copy;
        }
        if (!(patch instanceof ObjectNode object)) return patch;
        ObjectNode copy = object.deepCopy();
        List<String> directives = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = field.getKey();
            if (name.equals("$patch")) throw new PatchException("the directive $patch: " + field.getValue().asText() + " is not supported here");
            if (name.startsWith("$deleteFromPrimitiveList/")) throw new PatchException("the directive " + name + " is not supported here");
            if (name.startsWith("$")) directives.add(name);
            else copy.set(name, withoutDirectives(field.getValue()));
        }
        copy.remove(directives);
        return copy;
    }
}
