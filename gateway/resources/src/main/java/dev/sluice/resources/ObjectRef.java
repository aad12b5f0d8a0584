package dev.sluice.resources;

/**
 * Names an object.
 *
 * @param namespace empty for cluster-scoped kinds
 */
public record ObjectRef(Kind kind, String namespace, String name) implements Comparable<ObjectRef> {
    @Override
    public int compareTo(ObjectRef other) {
        int byKind = kind.compareTo(other.kind);
        if (byKind != 0) return byKind;
        int byNamespace = namespace.compareTo(other.namespace);
        return byNamespace != 0 ? byNamespace : name.compareTo(other.name);
    }

    /** {@code VirtualService default/reviews}, as messages name it. */
    @Override
    public String toString() {
        return kind.kind() + " " + (namespace.isEmpty() ? name : namespace + "/" + name);
    }
}
