package dev.sluice.rules.compile;

import dev.sluice.resources.Kind;
import dev.sluice.resources.ObjectRef;
import dev.sluice.resources.Resource;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An immutable, indexed collection of resources. The reference implementation of its inside belongs to the compiler; this is what others call.
 * A newer set shares structure with the one it was made from, so that the compiler can tell what changed.
 */
public sealed interface ResourceSet permits IndexedResourceSet {
    /** The order of {@code resources} is the age of those without a creationTimestamp. */
    static ResourceSet of(Collection<? extends Resource> resources) {
        return IndexedResourceSet.EMPTY.with(resources, List.of());
    }

    /** This set with {@code changed} put in (by kind, namespace and name) and {@code removed} taken out. */
    ResourceSet with(Collection<? extends Resource> changed, Collection<ObjectRef> removed);

    @Nullable
    Resource find(ObjectRef ref);

    /** In the order of RX-1: age, name, namespace. */
    List<Resource> ofKind(Kind kind);

    /** In the order of RX-1. */
    <T extends Resource> List<T> all(Class<T> type);
}
