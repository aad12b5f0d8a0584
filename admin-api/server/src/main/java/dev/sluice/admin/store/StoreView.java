package dev.sluice.admin.store;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** All objects at one position. Immutable; costs nothing to keep but memory. */
public interface StoreView {
    Position position();

    Optional<StoredObject> get(ObjectKey key);

    /** By namespace, then name. */
    List<StoredObject> list(ResourceType type);

    /** By name. */
    List<StoredObject> list(ResourceType type, String namespace);

    /** The types that have at least one object, in their order. */
    Set<ResourceType> types();
}
