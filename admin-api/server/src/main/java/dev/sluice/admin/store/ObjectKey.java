package dev.sluice.admin.store;

import java.util.Objects;

/**
 * Names one object. Ordered by type, namespace, name, which is also the order of lists.
 *
 * @param namespace empty for cluster-scoped kinds
 */
public record ObjectKey(ResourceType type, String namespace, String name) implements Comparable<ObjectKey> {
    public ObjectKey {
        Objects.requireNonNull(type);
        Objects.requireNonNull(namespace);
        if (name.isEmpty()) throw new IllegalArgumentException("an object of " + type + " needs a name");
    }

    public static ObjectKey ofNamespace(String name) {
        return new ObjectKey(ResourceType.NAMESPACES, "", name);
    }

    @Override
    public int compareTo(ObjectKey other) {
        int byType = type.compareTo(other.type);
        if (byType != 0) return byType;
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    /** {@code virtualservices.networking.istio.io default/reviews}. */
    @Override
    public String toString() {
        return type + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
}
