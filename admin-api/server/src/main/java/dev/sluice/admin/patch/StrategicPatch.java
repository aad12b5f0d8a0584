package dev.sluice.admin.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.json.Trees;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Kubernetes' strategic merge patch for the core kinds served here: a merge patch in which some lists are merged by a key, with directives ({@code
 * $patch}, {@code $deleteFromPrimitiveList}; {@code $setElementOrder} and {@code $retainKeys} change nothing for these kinds).
 */
public final class StrategicPatch {
    /** Lists merged by key, by their path. */
    private static final Map<String, String> KEYS = Map.of("spec.ports", "port", "metadata.ownerReferences", "uid");

    /** Lists of texts that are merged as sets. */
    private static final List<String> SETS = List.of("metadata.finalizers", "spec.finalizers");

    private StrategicPatch() {}

    /** @return a new tree; neither argument is changed */
    public static JsonNode apply(ObjectNode current, JsonNode patch) throws PatchException {
        if (!(patch instanceof ObjectNode changes)) throw new PatchException("a strategic merge patch is an object");
        JsonNode result = merge(current, changes, "");
        if (result == null) throw new PatchException("the whole object cannot be removed by a patch");
        return result;
    }

    /** Null where the patch removes the object. */
    private static @Nullable JsonNode merge(ObjectNode current, ObjectNode changes, String path) throws PatchException {
        switch (Trees.text(changes, "$patch")) {
            case "", "merge" -> {
                // the usual way
            }
            case "delete" -> {
                return null;
            }
            case "replace" -> {
                ObjectNode replaced = changes.deepCopy();
                replaced.remove("$patch");
                return replaced;
            }
            default ->
                throw new PatchException("unknown $patch directive '" + Trees.text(changes, "$patch") + "'; known: merge, replace, delete");
        }
        ObjectNode result = current.deepCopy();
        for (Map.Entry<String, JsonNode> change : changes.properties()) {
            String name = change.getKey();
            if (name.startsWith("$deleteFromPrimitiveList/")) removeTexts(result, name.substring(name.indexOf('/') + 1), change.getValue());
            else if (!name.startsWith("$")) mergeField(result, name, change.getValue(), path.isEmpty() ? name : path + "." + name);
        }
        return result;
    }

    private static void mergeField(ObjectNode into, String name, JsonNode change, String path) throws PatchException {
        JsonNode before = into.get(name);
        switch (change) {
            case ObjectNode object -> {
                JsonNode merged = merge(before instanceof ObjectNode there ? there : Trees.object(), object, path);
                if (merged == null) into.remove(name);
                else
                    into.set(name, merged);
            }
            case ArrayNode list when KEYS.containsKey(path) && before instanceof ArrayNode there ->
                into.set(name, mergeByKey(there, list, KEYS.get(path), path));
            case ArrayNode list when SETS.contains(path) && before instanceof ArrayNode there -> into.set(name, union(there, list));
            case ArrayNode list -> into.set(name, withoutDirectives(list));
            default -> {
                if (change.isNull()) into.remove(name);
                else
                    into.set(name, change);
            }
        }
    }

    private static ArrayNode mergeByKey(ArrayNode before, ArrayNode changes, @Nullable String key, String path) throws PatchException {
        List<JsonNode> result = new ArrayList<>();
        boolean replace = false;
        for (JsonNode change : changes) replace |= change.size() == 1 && Trees.text(change, "$patch").equals("replace");
        if (!replace) before.forEach(result::add);
        for (JsonNode change : changes) {
            if (!(change instanceof ObjectNode object)) throw new PatchException("items of " + path + " are objects");
            String id = Trees.text(object, key == null ? "" : key);
            if (id.isEmpty()) {
                if (object.has("$patch")) continue;
                throw new PatchException("an item of " + path + " lacks its merge key '" + key + "'");
            }
            int at = indexOf(result, key, id);
            JsonNode merged = merge(at >= 0 && result.get(at) instanceof ObjectNode there ? there : Trees.object(), object, path + "[]");
            if (at >= 0 && merged == null) result.remove(at);
            else if (at >= 0 && merged != null) result.set(at, merged);
            else if (merged != null) result.add(merged);
        }
        ArrayNode list = Trees.array();
        result.forEach(list::add);
        return list;
    }

    private static int indexOf(List<JsonNode> list, @Nullable String key, String id) {
        for (int i = 0; i < list.size(); i++) if (key != null && Trees.text(list.get(i), key).equals(id)) return i;
        return -1;
    }

    private static ArrayNode union(ArrayNode before, ArrayNode changes) {
        ArrayNode result = before.deepCopy();
        for (JsonNode one : changes) if (!contains(result, one)) result.add(one);
        return result;
    }

    private static boolean contains(ArrayNode list, JsonNode wanted) {
        for (JsonNode one : list) if (one.equals(wanted)) return true;
        return false;
    }

    private static void removeTexts(ObjectNode from, String field, JsonNode gone) {
        if (!(from.get(field) instanceof ArrayNode list)) return;
        ArrayNode kept = Trees.array();
        for (JsonNode one : list) if (!(gone instanceof ArrayNode texts) || !contains(texts, one)) kept.add(one);
        from.set(field, kept);
    }

    private static ArrayNode withoutDirectives(ArrayNode list) {
        ArrayNode plain = Trees.array();
        for (JsonNode one : list) if (!one.has("$patch")) plain.add(one);
        return plain;
    }
}
