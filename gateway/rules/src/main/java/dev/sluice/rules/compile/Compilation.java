package dev.sluice.rules.compile;

import dev.sluice.resources.Diagnostic;
import dev.sluice.rules.snapshot.Snapshot;
import java.util.List;

/**
 * What came of compiling.
 *
 * @param diagnostics of the compiler and of the analyzers, for this node's view
 */
public record Compilation(Snapshot snapshot, List<Diagnostic> diagnostics) {
    public Compilation {
        diagnostics = List.copyOf(diagnostics);
    }
}
