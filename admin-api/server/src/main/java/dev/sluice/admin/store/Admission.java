package dev.sluice.admin.store;

import dev.sluice.resources.Diagnostic;
import java.util.List;
import java.util.Objects;

/**
 * Judges the exact state that a write would result in. Runs inside the serialisation of writes, on the writer's thread: rules across objects cannot
 * race, and a slow judge holds up all writes. Must be a pure function; it may be asked again for the same write.
 */
@FunctionalInterface
public interface Admission {
    Admission NONE = (before, after, changes) -> Verdict.ADMITTED;

    /** @param changes in revision order, never empty */
    Verdict judge(StoreView before, StoreView after, List<Change> changes);

    sealed interface Verdict {
        Verdict ADMITTED = new Admitted(List.of());

        record Admitted(List<Diagnostic> warnings) implements Verdict {
            public Admitted {
                warnings = List.copyOf(warnings);
            }
        }

        record Rejected(List<Diagnostic> diagnostics) implements Verdict {
            public Rejected {
                diagnostics = List.copyOf(diagnostics);
                Objects.requireNonNull(diagnostics);
            }
        }
    }
}
