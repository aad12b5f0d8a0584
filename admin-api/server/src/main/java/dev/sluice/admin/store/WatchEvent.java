package dev.sluice.admin.store;

import java.util.Objects;

/** What a watcher hears, in commit order. */
public sealed interface WatchEvent {
    /** Never a {@link Change.Unchanged}. */
    record Changed(Change change) implements WatchEvent {
        public Changed {
            Objects.requireNonNull(change);
        }
    }

    /** Everything up to {@code position} was told. Closes each transaction of {@link WatchRequest.OfNodes}. */
    record Boundary(Position position) implements WatchEvent {
        public Boundary {
            Objects.requireNonNull(position);
        }
    }
}
