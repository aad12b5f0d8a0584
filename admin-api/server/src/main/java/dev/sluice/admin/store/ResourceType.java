package dev.sluice.admin.store;

import java.util.Objects;

/**
 * Names a kind as URLs do.
 *
 * @param group API group; empty for the core group
 * @param plural {@code virtualservices}
 */
public record ResourceType(String group, String plural) implements Comparable<ResourceType> {
    /** Core {@code namespaces}: the one kind whose objects the store itself gives a meaning. */
    public static final ResourceType NAMESPACES = new ResourceType("", "namespaces");

    public ResourceType {
        Objects.requireNonNull(group);
        if (plural.isEmpty()) throw new IllegalArgumentException("a resource type needs a plural");
    }

    @Override
    public int compareTo(ResourceType other) {
        int byGroup = group.compareTo(other.group);
        return byGroup != 0 ? byGroup : plural.compareTo(other.plural);
    }

    /** {@code virtualservices.networking.istio.io}. */
    @Override
    public String toString() {
        return group.isEmpty() ? plural : plural + "." + group;
    }
}
