package dev.sluice.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.resources.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** The form in which an object is kept, as a Kubernetes API server would keep it: with its namespace, and a Secret without {@code stringData}. */
final class StoredForm {
    private StoredForm() {}

    /** The given tree stays untouched: what differs is copied. */
    static ObjectNode of(Kind kind, ObjectNode written, @Nullable String defaultNamespace, FaultList faults) {
        ObjectNode tree = written;
        if (defaultNamespace != null && kind.namespaced() && tree.get("metadata") instanceof ObjectNode metadata
                && lacks(metadata, "namespace")) {
            ObjectNode named = metadata.deepCopy();
            named.put("namespace", defaultNamespace);
            tree = shallowCopy(tree);
            tree.set("metadata", named);
        }
        return kind == Kind.SECRET && tree.has("stringData") ? foldStringData(tree, faults) : tree;
    }

    private static boolean lacks(ObjectNode metadata, String field) {
        JsonNode value = metadata.get(field);
        return value == null || value.isNull() || (value.isTextual() && value.textValue().isEmpty());
    }

    private static ObjectNode foldStringData(ObjectNode secret, FaultList faults) {
        ObjectNode tree = shallowCopy(secret);
        JsonNode stringData = tree.remove("stringData");
        if (stringData.isNull()) return tree;
        if (!stringData.isObject()) {
            faults.add(ReaderCode.WRONG_TYPE, "stringData",
                    "expected an object of names and texts, found " + new ValueText(true).of(stringData), "");
            return tree;
        }
        ObjectNode data = tree.get("data") instanceof ObjectNode given ? given.deepCopy() : tree.objectNode();
        stringData.properties().forEach(entry -> {
            if (entry.getValue().isTextual()) {
                byte[] bytes = entry.getValue().textValue().getBytes(StandardCharsets.UTF_8);
                data.set(entry.getKey(), TextNode.valueOf(Base64.getEncoder().encodeToString(bytes)));
            } else {
                faults.add(ReaderCode.WRONG_TYPE, "stringData[" + entry.getKey() + "]",
                        "expected a text, found " + new ValueText(true).of(entry.getValue()),
                        ValueText.help("a text", entry.getValue()));
            }
        });
        if (!tree.has("data") || tree.get("data").isObject() || tree.get("data").isNull()) tree.set("data", data);
        return tree;
    }

    private static ObjectNode shallowCopy(ObjectNode tree) {
        ObjectNode copy = tree.objectNode();
        copy.setAll(tree);
        return copy;
    }
}
