package dev.sluice.admin.patch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.json.Trees;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON Patch (RFC 6902), all or nothing. */
public final class JsonPatch {
    private static final int MAX_OPERATIONS = 10_000;

    private JsonPatch() {}

    /** @return a new tree; {@code target} is not changed */
    public static JsonNode apply(JsonNode target, JsonNode patch) throws PatchException {
        if (!(patch instanceof ArrayNode operations)) throw new PatchException("a JSON patch is an array of operations");
        if (operations.size() > MAX_OPERATIONS) {
            throw new PatchException("the allowed maximum operations in a JSON patch is " + MAX_OPERATIONS + ", got " + operations.size());
        }
        JsonNode result = target.deepCopy();
        for (int i = 0; i < operations.size(); i++) {
            try {
                result = applyOne(result, operations.get(i));
            } catch (PatchException wrong) {
                throw new PatchException("operation [" + i + "]: " + wrong.getMessage());
            }
        }
        return result;
    }

    private static JsonNode applyOne(JsonNode root, JsonNode operation) throws PatchException {
        List<String> path = pointer(operation, "path");
        String op = Trees.text(operation, "op");
        switch (op) {
            case "add" -> {
                return add(root, path, value(operation));
            }
            case "remove" -> {
                return remove(root, path);
            }
            case "replace" -> {
                find(root, path);
                return path.isEmpty() ? value(operation) : add(remove(root, path), path, value(operation));
            }
            case "move" -> {
                List<String> from = pointer(operation, "from");
                JsonNode moved = find(root, from);
                if (path.size() > from.size() && path.subList(0, from.size()).equals(from)) {
                    throw new PatchException("a value cannot move into itself");
                }
                return add(remove(root, from), path, moved);
            }
            case "copy" -> {
                return add(root, path, find(root, pointer(operation, "from")).deepCopy());
            }
            case "test" -> {
                if (!equal(find(root, path), value(operation))) throw new PatchException("testing value " + text(path) + " failed");
                return root;
            }
            default -> throw new PatchException("unknown op '" + op + "'; known: add, remove, replace, move, copy, test");
        }
    }

    /** RFC 6902 4.6: numbers are equal when their values are. */
    private static boolean equal(JsonNode one, JsonNode other) {
        return one.equals((a, b) -> a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) : a.equals(b) ? 0 : 1,
                other);
    }

    private static JsonNode value(JsonNode operation) throws PatchException {
        JsonNode value = operation.get("value");
        if (value == null) throw new PatchException("'value' is missing");
        return value.deepCopy();
    }

    /** RFC 6901. */
    private static List<String> pointer(JsonNode operation, String field) throws PatchException {
        JsonNode node = operation.get(field);
        if (node == null || !node.isTextual()) throw new PatchException("'" + field + "' is missing");
        String text = node.asText();
        var steps = new ArrayList<String>();
        if (text.isEmpty()) return steps;
        if (text.charAt(0) != '/') throw new PatchException("'" + field + "' must begin with '/'");
        for (String step : text.substring(1).split("/", -1)) steps.add(step.replace("~1", "/").replace("~0", "~"));
        return steps;
    }

    private static String text(List<String> path) {
        return "/" + String.join("/", path);
    }

    private static JsonNode find(JsonNode root, List<String> path) throws PatchException {
        JsonNode at = root;
        for (String step : path) {
            JsonNode next = switch (at) {
                case ObjectNode object -> object.get(step);
                case ArrayNode list -> list.get(index(step, list.size() - 1));
                default -> null;
            };
            if (next == null) throw new PatchException("path " + text(path) + " does not exist");
            at = next;
        }
        return at;
    }

    private static JsonNode add(JsonNode root, List<String> path, JsonNode value) throws PatchException {
        if (path.isEmpty()) return value;
        String last = path.getLast();
        switch (find(root, path.subList(0, path.size() - 1))) {
            case ObjectNode object -> object.set(last, value);
            case ArrayNode list -> list.insert(last.equals("-") ? list.size() : index(last, list.size()), value);
            default -> throw new PatchException("path " + text(path) + " does not lead into an object or array");
        }
        return root;
    }

    private static JsonNode remove(JsonNode root, List<String> path) throws PatchException {
        if (path.isEmpty()) throw new PatchException("the whole object cannot be removed by a patch");
        String last = path.getLast();
        @Nullable JsonNode removed = switch (find(root, path.subList(0, path.size() - 1))) {
            case ObjectNode object -> object.remove(last);
            case ArrayNode list -> list.remove(index(last, list.size() - 1));
            default -> null;
        };
        if (removed == null) throw new PatchException("path " + text(path) + " does not exist");
        return root;
    }

    private static int index(String step, int max) throws PatchException {
        boolean digits = !step.isEmpty() && step.length() <= 9 && step.chars().allMatch(c -> c >= '0' && c <= '9')
                && (step.length() == 1 || step.charAt(0) != '0');
        if (!digits) throw new PatchException("'" + step + "' is not an array index");
        int index = Integer.parseInt(step);
        if (index > max) throw new PatchException("index " + index + " is out of bounds");
        return index;
    }
}
