package dev.sluice.admin.store;

import java.util.Objects;

/** What a watcher wants to hear of. */
public sealed interface WatchRequest {
    /**
     * The objects of one kind.
     *
     * @param namespace empty for all
     * @param after the revision (of the kind's counter) that the watcher has
     */
    record OfKind(StoredKind kind, String namespace, long after) implements WatchRequest {
        public OfKind {
            Objects.requireNonNull(kind);
            Objects.requireNonNull(namespace);
            if (after < 0) throw new IllegalArgumentException("revision " + after + " is below 0");
        }
    }

    /**
     * Configuration and runtime kinds together, each transaction closed by a {@link WatchEvent.Boundary}.
     *
     * @param configuration revision of a boundary or of a view's position, likewise {@code runtime}: both of the same one
     */
    record OfNodes(long configuration, long runtime) implements WatchRequest {}
}
