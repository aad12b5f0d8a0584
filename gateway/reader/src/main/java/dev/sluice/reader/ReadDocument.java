package dev.sluice.reader;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.ObjectRef;
import dev.sluice.resources.Resource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was read of one document.
 *
 * @param tree the object as it is to be stored (with the default namespace filled in where the reader was to do so, and a Secret's {@code stringData}
 *     folded into {@code data}); null where the text was no object
 * @param ref null where the object could not be recognised as one of a kind that is served
 * @param resource non-null exactly if there is no error and the kind is served
 * @param diagnostics all findings, errors and warnings, in document order, each with its place
 * @param locations for findings made later about the same object
 */
public record ReadDocument(@Nullable ObjectNode tree, @Nullable ObjectRef ref, @Nullable Resource resource, List<Diagnostic> diagnostics, Locations locations) {
    public ReadDocument {
        diagnostics = List.copyOf(diagnostics);
    }

    public boolean hasErrors() {
        return diagnostics.stream().anyMatch(Diagnostic::isError);
    }
}
