package dev.sluice.admin.store;

import dev.sluice.resources.Counter;
import dev.sluice.resources.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What the store must know of a kind.
 *
 * @param sealed whether its objects are encrypted at rest, whole (a Secret's annotations may repeat its data)
 * @param counted whether its objects carry {@code metadata.generation}
 */
public record StoredKind(ResourceType type, boolean namespaced, Counter counter, boolean sealed, boolean counted) {
    public StoredKind {
        Objects.requireNonNull(type);
        Objects.requireNonNull(counter);
    }

    /** Core kinds have no generation, as in Kubernetes. */
    public static StoredKind of(Kind kind) {
        return new StoredKind(new ResourceType(kind.group(), kind.plural()), kind.namespaced(), kind.counter(), kind == Kind.SECRET,
                !kind.group().isEmpty());
    }

    /** All kinds that nodes read. */
    public static List<StoredKind> ofNodes() {
        var all = new ArrayList<StoredKind>();
        for (Kind kind : Kind.values()) all.add(of(kind));
        return List.copyOf(all);
    }
}
