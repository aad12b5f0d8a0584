package dev.sluice.admin.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.answer.Failure;
import dev.sluice.admin.answer.FailureException;
import dev.sluice.admin.json.Trees;
import dev.sluice.admin.kinds.Served;
import dev.sluice.admin.store.StoredObject;
import dev.sluice.resources.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From what a client wrote to what is kept: the preferred version, without what is the server's to say, checked.
 *
 * @param warnings for the client
 */
record Accepted(ObjectNode tree, List<String> warnings) {
    /** In metadata: the server's own, whoever sends it. */
    private static final List<String> SERVER_METADATA = List.of("selfLink", "managedFields", "generateName", "deletionTimestamp",
            "deletionGracePeriodSeconds");

    /**
     * @param wanted the whole object as the client wants it; not changed
     * @param current empty for a new object
     * @throws FailureException for what is wrong with it
     */
    static Accepted of(Kind kind, ObjectNode wanted, Optional<StoredObject> current, Part part, FieldValidation validation) {
        ObjectNode tree = current.isPresent() && part == Part.STATUS ? withStatusOf(current.get(), wanted) : wanted.deepCopy();
        tree.put("apiVersion", kind.preferredApiVersion()).put("kind", kind.kind());
        ObjectNode metadata = metadata(tree);
        boolean isNew = current.isEmpty();
        for (String field : SERVER_METADATA) if (!(isNew && field.equals("generateName"))) restore(metadata, field, current);
        List<String> warnings = new ArrayList<>();
        if (part == Part.MAIN) statusOf(kind, tree, current, warnings);
        if (kind == Kind.SECRET && Trees.text(tree, "type").isEmpty()) tree.put("type", "Opaque");
        FieldCheck.Checked checked = FieldCheck.check(kind, tree, validation);
        warnings.addAll(checked.warnings());
        if (current.isPresent()) immutable(kind, current.get(), checked.tree());
        return new Accepted(checked.tree(), List.copyOf(warnings));
    }

    private static ObjectNode withStatusOf(StoredObject current, ObjectNode wanted) {
        ObjectNode tree = current.tree().deepCopy();
        JsonNode status = wanted.get("status");
        if (status == null || status.isNull()) tree.remove("status");
        else
            tree.set("status", status);
        return tree;
    }

    private static ObjectNode metadata(ObjectNode tree) {
        return Trees.child(tree, "metadata");
    }

    private static void restore(ObjectNode metadata, String field, Optional<StoredObject> current) {
        JsonNode kept = current.map(object -> object.tree().path("metadata").get(field)).orElse(null);
        if (kept == null) metadata.remove(field);
        else
            metadata.set(field, kept);
    }

    /** The main part of an object never writes its status. */
    private static void statusOf(Kind kind, ObjectNode tree, Optional<StoredObject> current, List<String> warnings) {
        if (!Served.hasStatus(kind) && kind != Kind.NAMESPACE && kind != Kind.SERVICE) return;
        JsonNode written = tree.remove("status");
        JsonNode kept = current.map(object -> object.tree().get("status")).orElse(null);
        if (kept != null) tree.set("status", kept);
        if (written != null && !written.isEmpty() && !written.equals(kept)) {
            warnings.add(Served.statusIsWritten(kind)
                    ? "status was left as it is: write it through the status subresource"
                    : "status is the server's to compute and was not stored");
        }
    }

    /** Kubernetes' own rules on what may not change. */
    private static void immutable(Kind kind, StoredObject current, ObjectNode tree) {
        if (kind != Kind.SECRET && kind != Kind.CONFIG_MAP) return;
        String name = current.key().name();
        if (kind == Kind.SECRET && !Trees.text(current.tree(), "type").equals(Trees.text(tree, "type"))) {
            throw Failure.invalid(kind, name, List.of(FieldCheck.cause("type", "Invalid value: field is immutable"))).exception();
        }
        if (!current.tree().path("immutable").asBoolean()) return;
        for (String field : List.of("data", "binaryData", "immutable")) {
            if (!current.tree().path(field).equals(tree.path(field))) {
                throw Failure.invalid(kind, name, List.of(FieldCheck.cause(field, "Forbidden: field is immutable when `immutable` is set")))
                        .exception();
            }
        }
    }
}
