package dev.sluice.admin.store;

import dev.sluice.resources.Counter;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The journal of transactions. Reads the database: never on an event loop. Throws {@link java.io.UncheckedIOException} where that fails. */
public interface History {
    /** Newest first, those numbered below {@code before}, at most {@code limit}. */
    List<Entry> entries(long before, int limit);

    /** The transaction that made {@code revision}; empty if compacted away or still to come. */
    Optional<Entry> at(Counter counter, long revision);

    /** In revision order; empty if the transaction is unknown or compacted away. */
    List<Change> changes(long transaction);

    /** All objects of a counter as they were at {@code revision}, by key; a revision within a transaction means that transaction's end. */
    Past objectsAt(Counter counter, long revision);

    /** @param before the position the transaction found; the revisions it made lie between the two */
    record Entry(Position before, Position position, Instant at, String actor, String verb, String message) {}

    sealed interface Past {
        record Known(Position position, List<StoredObject> objects) implements Past {
            public Known {
                objects = List.copyOf(objects);
            }
        }

        record Gone(long oldest) implements Past {}

        record TooLarge(long current) implements Past {}
    }
}
