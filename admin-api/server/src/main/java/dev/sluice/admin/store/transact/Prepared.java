package dev.sluice.admin.store.transact;

import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.Refusal;
import dev.sluice.resources.Diagnostic;
import java.util.List;

/** What a write comes to. */
public sealed interface Prepared {
    record Refused(Refusal refusal) implements Prepared {}

    /** Nothing to commit: all is so already. */
    record Idle(List<Change> results) implements Prepared {}

    /**
     * To be committed.
     *
     * @param atMicros time of the transaction, since the epoch; {@code lastStampMicros} the newest time it gave away
     */
    record Ready(Commit commit, ArrayView after, List<Change> results, List<Diagnostic> warnings, long atMicros, long lastStampMicros)
            implements
                Prepared {}
}
