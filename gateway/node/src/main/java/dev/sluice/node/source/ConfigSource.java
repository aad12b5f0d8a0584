package dev.sluice.node.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Where a node's configuration comes from. */
public sealed interface ConfigSource extends AutoCloseable permits ApiSource, FileSource {
    /**
     * Begins to deliver, on a thread of its own, until closed.
     *
     * @param from where the receiver already stands, with the objects it holds; null to begin with everything
     */
    void start(SourceSink sink, @Nullable Held from);

    /** Looks for news now instead of when it is due. */
    void reload();

    /** Tells the source what became of its configuration, where it wants to know. The newest report counts. Returns at once. */
    void report(ObjectNode status);

    /** Nothing is delivered after this returns. */
    @Override
    void close();

    /** What the receiver already holds. */
    record Held(Position position, Collection<ObjectNode> objects) {}
}
