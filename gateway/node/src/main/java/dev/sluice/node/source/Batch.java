package dev.sluice.node.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.reader.ReadDocument;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Resource;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of a source, read. Documents of {@code put} may hold errors: what is bad is for the receiver to leave out and to report.
 *
 * @param whole {@code put} is everything there is; what is not in it is gone
 * @param kept names that a whole batch says nothing about: they stay as they are, because their text cannot be read at the moment
 */
public record Batch(boolean whole, List<Entry> put, List<ObjectName> removed, List<ObjectName> kept, Position position) {
    public Batch {
        put = List.copyOf(put);
        removed = List.copyOf(removed);
        kept = List.copyOf(kept);
    }

    /**
     * One object, or a text that is none.
     *
     * @param tree as it came; null where there is no object
     * @param resource null where there are errors
     */
    public record Entry(ObjectName name, @Nullable ObjectNode tree, @Nullable Resource resource, List<Diagnostic> diagnostics) {
        public Entry {
            diagnostics = List.copyOf(diagnostics);
        }

        static Entry of(ObjectName name, ReadDocument document) {
            return new Entry(name, document.tree(), document.resource(), document.diagnostics());
        }
    }
}
