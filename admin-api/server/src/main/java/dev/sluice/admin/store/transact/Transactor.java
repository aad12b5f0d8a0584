package dev.sluice.admin.store.transact;

import dev.sluice.admin.store.Admission;
import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.ResourceType;
import dev.sluice.admin.store.StoredKind;
import dev.sluice.admin.store.WriteRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Works out transactions. Pure: time and uids are arguments.
 *
 * @param kinds every kind that may be written
 * @param protectedNamespaces that no write may delete
 */
public record Transactor(Map<ResourceType, StoredKind> kinds, Set<String> protectedNamespaces) {
    public Transactor {
        kinds = Map.copyOf(kinds);
        protectedNamespaces = Set.copyOf(protectedNamespaces);
    }

    public static Transactor of(Collection<StoredKind> kinds, Collection<String> protectedNamespaces) {
        var byType = new HashMap<ResourceType, StoredKind>();
        for (StoredKind kind : kinds) byType.put(kind.type(), kind);
        return new Transactor(byType, Set.copyOf(protectedNamespaces));
    }

    /** Throws {@link IllegalArgumentException} for a key that no request should have come with: a programmer's error. */
    public void requireKnown(ObjectKey key) {
        StoredKind kind = kinds.get(key.type());
        if (kind == null) throw new IllegalArgumentException(key.type() + " is not a kind of this store");
        if (kind.namespaced() == key.namespace().isEmpty()) {
            throw new IllegalArgumentException(key + ": " + (kind.namespaced() ? "a namespace is missing" : "the kind has no namespaces"));
        }
    }

    /**
     * @param head the state that the write meets
     * @param now the clock's time; {@code lastStampMicros} the newest time that was given away: what is given now is later, even if the clock is not
     * @param uids makes a new UUID at each call
     */
    public Prepared prepare(ArrayView head, WriteRequest request, Admission admission, Instant now, long lastStampMicros,
            Supplier<String> uids) {
        long at = Math.max(ChronoUnit.MICROS.between(Instant.EPOCH, now), lastStampMicros + 1);
        return new Preparation(this, head, admission, at, uids).run(request);
    }

    StoredKind kind(ResourceType type) {
        StoredKind kind = kinds.get(type);
        if (kind == null) throw new IllegalArgumentException(type + " is not a kind of this store");
        return kind;
    }
}
