package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.History;
import dev.sluice.admin.store.Position;
import dev.sluice.admin.store.transact.Commit;
import dev.sluice.admin.store.watch.Journal;
import dev.sluice.resources.Counter;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Reads of the journal, for history and for watchers that ask for more than is in memory. */
final class SqlHistory implements History, Journal {
    private final Readers readers;
    private final Bodies bodies;

    SqlHistory(Readers readers, Bodies bodies) {
        this.readers = readers;
        this.bodies = bodies;
    }

    @Override
    public List<Entry> entries(long before, int limit) {
        return readers.read(handle -> JournalTable.entries(handle, before, limit));
    }

    @Override
    public Optional<Entry> at(Counter counter, long revision) {
        return readers.read(handle -> {
            Meta meta = meta(handle);
            if (revision <= meta.compacted().of(counter) || revision > meta.head().of(counter)) return Optional.empty();
            return JournalTable.positionOf(handle, counter, revision).flatMap(found -> JournalTable.entry(handle, found.transaction()));
        });
    }

    @Override
    public List<Change> changes(long transaction) {
        return readers.read(handle -> {
            if (transaction <= meta(handle).compacted().transaction()) return List.of();
            List<JournalTable.Stored> stored = JournalTable.range(handle, bodies, transaction, transaction);
            return stored.isEmpty() ? List.of() : stored.getFirst().commit().changes();
        });
    }

    @Override
    public Past objectsAt(Counter counter, long revision) {
        return readers.read(handle -> {
            Meta meta = meta(handle);
            if (revision > meta.head().of(counter)) return new Past.TooLarge(meta.head().of(counter));
            if (revision < meta.compacted().of(counter)) return new Past.Gone(meta.compacted().of(counter));
            Position end = revision == meta.compacted().of(counter)
                    ? meta.compacted()
                    : JournalTable.positionOf(handle, counter, revision).orElse(meta.head());
            return new Past.Known(end, JournalTable.objectsAt(handle, bodies, counter, end.of(counter)));
        });
    }

    private static Meta meta(Handle handle) {
        return Tables.meta(handle, "").orElseThrow(() -> new IllegalStateException("sluice_meta has no row"));
    }

    @Override
    public List<Commit> after(long transaction, int maxEvents) {
        return readers.read(handle -> JournalTable.after(handle, bodies, transaction, maxEvents)).stream().map(JournalTable.Stored::commit)
                .toList();
    }

    @Override
    public Optional<Position> positionBefore(Counter counter, long revision) {
        return readers.read(handle -> {
            Position edge = meta(handle).compacted();
            if (revision < edge.of(counter)) return Optional.empty();
            Position found = JournalTable.positionBefore(handle, counter, revision).orElse(edge);
            return Optional.of(found.transaction() < edge.transaction() ? edge : found);
        });
    }

    @Override
    public Optional<Position> positionAt(long configuration, long runtime) {
        return readers.read(handle -> {
            Position edge = meta(handle).compacted();
            boolean atEdge = edge.configuration() == configuration && edge.runtime() == runtime;
            Optional<Position> found = JournalTable.positionAt(handle, configuration, runtime)
                    .filter(position -> position.transaction() >= edge.transaction());
            return found.isPresent() || !atEdge ? found : Optional.of(edge);
        });
    }
}
