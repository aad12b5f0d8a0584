package dev.sluice.admin.store.transact;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.store.ObjectKey;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The store's own part of an object's tree. */
final class Trees {
    /** Numbers by value: a tree that was read back may hold another node type for the same number. */
    private static final Comparator<JsonNode> BY_VALUE = (a, b) -> {
        if (a.equals(b)) return 0;
        return a.isNumber() && b.isNumber() ? a.decimalValue().compareTo(b.decimalValue()) : 1;
    };
    private static final DateTimeFormatter MICROS = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final List<String> SET_BY_STORE = List.of("uid", "resourceVersion", "generation", "creationTimestamp");

    private Trees() {}

    /** Puts the key and what the store decides into the tree's metadata, in place. */
    static void stamp(ObjectNode tree, ObjectKey key, String uid, long revision, long generation, Instant created) {
        ObjectNode metadata = tree.withObjectProperty("metadata");
        metadata.put("name", key.name());
        if (key.namespace().isEmpty()) {
            metadata.remove("namespace");
        } else {
            metadata.put("namespace", key.namespace());
        }
        metadata.put("uid", uid);
        metadata.put("resourceVersion", Long.toString(revision));
        if (generation == 0) {
            metadata.remove("generation");
        } else {
            metadata.put("generation", generation);
        }
        metadata.put("creationTimestamp", MICROS.format(created));
    }

    /** The same state again: nothing differs but what the store sets and the times at which field managers were seen. */
    static boolean same(ObjectNode a, ObjectNode b) {
        return comparable(a).equals(BY_VALUE, comparable(b));
    }

    /** Nothing outside of metadata and status differs. */
    static boolean sameSpec(ObjectNode a, ObjectNode b) {
        return spec(a).equals(BY_VALUE, spec(b));
    }

    private static ObjectNode comparable(ObjectNode tree) {
        ObjectNode copy = tree.deepCopy();
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove(SET_BY_STORE);
            for (JsonNode entry : metadata.path("managedFields")) {
                if (entry instanceof ObjectNode manager) manager.remove("time");
            }
            if (metadata.path("managedFields").isEmpty()) metadata.remove("managedFields");
        }
        return copy;
    }

    private static ObjectNode spec(ObjectNode tree) {
        ObjectNode copy = tree.objectNode();
        tree.properties().forEach(field -> {
            boolean counts = !List.of("metadata", "status", "apiVersion").contains(field.getKey());
            if (counts) copy.set(field.getKey(), field.getValue());
        });
        return copy;
    }
}
