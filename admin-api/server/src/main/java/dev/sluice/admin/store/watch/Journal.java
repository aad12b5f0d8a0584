package dev.sluice.admin.store.watch;

import dev.sluice.admin.store.Position;
import dev.sluice.admin.store.transact.Commit;
import dev.sluice.resources.Counter;
import java.util.List;
import java.util.Optional;

/** Committed transactions on disk. Blocks; throws {@link java.io.UncheckedIOException}. */
public interface Journal {
    /** Transactions numbered above {@code transaction}, oldest first, without a gap, until {@code maxEvents} is reached (at least one). */
    List<Commit> after(long transaction, int maxEvents);

    /** The position before the transaction that made the first revision above {@code revision}. */
    Optional<Position> positionBefore(Counter counter, long revision);

    /** A position at which both counters stood exactly there. */
    Optional<Position> positionAt(long configuration, long runtime);
}
