package dev.sluice.admin.store;

import dev.sluice.resources.Diagnostic;
import java.util.List;
import java.util.Objects;

/** What became of a write. */
public sealed interface WriteOutcome {
    /**
     * Durable and visible to every reader before this value is handed out (with {@code dryRun}: neither).
     *
     * @param position after the transaction; where nothing changed, the position it found
     * @param results one per operation, in their order
     * @param changes every change, in revision order, with what deleted namespaces took along; no {@link Change.Unchanged}
     * @param warnings of the admission
     * @param replayed the answer of an earlier write with the same idempotency key; {@code results} is then {@code changes}
     */
    record Committed(Position position, List<Change> results, List<Change> changes, List<Diagnostic> warnings, boolean replayed)
            implements
                WriteOutcome {
        public Committed {
            Objects.requireNonNull(position);
            results = List.copyOf(results);
            changes = List.copyOf(changes);
            warnings = List.copyOf(warnings);
        }
    }

    record Refused(Refusal refusal) implements WriteOutcome {
        public Refused {
            Objects.requireNonNull(refusal);
        }
    }
}
