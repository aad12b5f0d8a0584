package dev.sluice.admin.kinds;

import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.ResourceType;
import dev.sluice.admin.store.StoredKind;
import dev.sluice.resources.Kind;
import dev.sluice.resources.ObjectRef;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The store's names of kinds, beside ours. */
public final class Types {
    private static final Map<Kind, StoredKind> STORED = new EnumMap<>(Kind.class);
    private static final Map<ResourceType, Kind> KINDS = new HashMap<>();

    static {
        for (Kind kind : Kind.values()) {
            StoredKind stored = StoredKind.of(kind);
            STORED.put(kind, stored);
            KINDS.put(stored.type(), kind);
        }
    }

    private Types() {}

    public static StoredKind stored(Kind kind) {
        return Objects.requireNonNull(STORED.get(kind));
    }

    public static ResourceType of(Kind kind) {
        return stored(kind).type();
    }

    /** Empty for types that only the admin API itself knows. */
    public static Optional<Kind> kind(ResourceType type) {
        return Optional.ofNullable(KINDS.get(type));
    }

    public static ObjectKey key(Kind kind, String namespace, String name) {
        return new ObjectKey(of(kind), namespace, name);
    }

    public static ObjectKey key(ObjectRef ref) {
        return key(ref.kind(), ref.namespace(), ref.name());
    }

    public static Optional<ObjectRef> ref(ObjectKey key) {
        return kind(key.type()).map(kind -> new ObjectRef(kind, key.namespace(), key.name()));
    }
}
