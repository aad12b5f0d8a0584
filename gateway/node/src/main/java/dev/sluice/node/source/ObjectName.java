package dev.sluice.node.source;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.resources.ObjectRef;

/**
 * Names an object of a source, also one of a kind that this program does not know.
 *
 * @param namespace empty for cluster-scoped kinds
 */
public record ObjectName(String kind, String namespace, String name) {
    public static ObjectName of(ObjectRef ref) {
        return new ObjectName(ref.kind().kind(), ref.namespace(), ref.name());
    }

    public static ObjectName of(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        return new ObjectName(object.path("kind").asText(""), metadata.path("namespace").asText(""), metadata.path("name").asText(""));
    }

    /** {@code VirtualService default/reviews}, as {@link ObjectRef} says it. */
    @Override
    public String toString() {
        return kind + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
}
