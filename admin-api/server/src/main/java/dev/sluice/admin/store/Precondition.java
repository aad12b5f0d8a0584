package dev.sluice.admin.store;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** What the current object must be, or the write is a {@link Refusal.Conflict}. */
public record Precondition(Optional<String> uid, OptionalLong revision) {
    public static final Precondition NONE = new Precondition(Optional.empty(), OptionalLong.empty());

    public Precondition {
        Objects.requireNonNull(uid);
        Objects.requireNonNull(revision);
    }

    public static Precondition revision(long revision) {
        return new Precondition(Optional.empty(), OptionalLong.of(revision));
    }

    public static Precondition uid(String uid) {
        return new Precondition(Optional.of(uid), OptionalLong.empty());
    }

    public boolean holds(StoredObject current) {
        return (uid.isEmpty() || uid.get().equals(current.uid())) && (revision.isEmpty() || revision.getAsLong() == current.revision());
    }
}
