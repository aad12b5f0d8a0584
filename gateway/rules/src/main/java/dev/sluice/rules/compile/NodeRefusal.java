package dev.sluice.rules.compile;

import dev.sluice.rules.model.Unenforced;
import org.jspecify.annotations.Nullable;

/** Policies that govern all requests of a node and cannot be enforced yet. */
final class NodeRefusal {
    private NodeRefusal() {}

    /** The first of them; null if there is none. */
    static @Nullable Unenforced of(IndexedResourceSet resources, NodeView view, MeshDefaults mesh) {
        return null;
    }
}
