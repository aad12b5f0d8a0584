package dev.sluice.admin.objects;

import dev.sluice.admin.store.Position;
import dev.sluice.resources.Diagnostic;
import java.util.List;

/** What became of an import. */
public sealed interface ImportOutcome {
    /**
     * @param changed how many objects were created or changed, namespaces made for them included
     * @param position after it; where nothing changed, the position found
     */
    record Applied(Position position, int changed, List<Diagnostic> warnings) implements ImportOutcome {
        public Applied {
            warnings = List.copyOf(warnings);
        }
    }

    /** Nothing was changed. */
    record Refused(List<Diagnostic> diagnostics) implements ImportOutcome {
        public Refused {
            diagnostics = List.copyOf(diagnostics);
        }
    }
}
