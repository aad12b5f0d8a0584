package dev.sluice.admin.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.json.Trees;
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
}
