package dev.sluice.admin.store.transact;

import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.Position;
import java.util.List;

/** A committed transaction as watchers see it. {@code changes} in revision order, never empty. */
public record Commit(Position before, Position position, List<Change> changes) {
    public Commit {
        changes = List.copyOf(changes);
    }
}
