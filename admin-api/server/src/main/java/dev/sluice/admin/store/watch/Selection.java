package dev.sluice.admin.store.watch;

import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.Position;
import dev.sluice.admin.store.StoredObject;
import dev.sluice.admin.store.WatchEvent;
import dev.sluice.admin.store.WatchRequest;
import dev.sluice.admin.store.transact.Commit;
import dev.sluice.resources.Counter;
import java.util.List;
import java.util.Optional;

/** Which events of a transaction a watcher hears. */
sealed interface Selection {
    /** Adds what this watcher hears of {@code commit}. */
    void select(Commit commit, List<WatchEvent> into);

    /** Where in the journal the watcher begins; empty if it never was a place to begin at. */
    Optional<Position> start(Journal journal);

    /** The revision it asked for. */
    long requested();

    Counter counter();

    record OfKind(WatchRequest.OfKind request) implements Selection {
        @Override
        public void select(Commit commit, List<WatchEvent> into) {
            for (Change change : commit.changes()) {
                boolean heard = change.key().type().equals(request.kind().type()) && at(change).revision() > request.after()
                        && (request.namespace().isEmpty() || change.key().namespace().equals(request.namespace()));
                if (heard) into.add(new WatchEvent.Changed(change));
            }
        }

        @Override
        public Optional<Position> start(Journal journal) {
            return journal.positionBefore(request.kind().counter(), request.after());
        }

        @Override
        public long requested() {
            return request.after();
        }

        @Override
        public Counter counter() {
            return request.kind().counter();
        }
    }

    record OfNodes(WatchRequest.OfNodes request) implements Selection {
        @Override
        public void select(Commit commit, List<WatchEvent> into) {
            boolean any = false;
            for (Change change : commit.changes()) {
                if (at(change).counter() == Counter.FLEET) continue;
                into.add(new WatchEvent.Changed(change));
                any = true;
            }
            if (any) into.add(new WatchEvent.Boundary(commit.position()));
        }

        @Override
        public Optional<Position> start(Journal journal) {
            return journal.positionAt(request.configuration(), request.runtime());
        }

        @Override
        public long requested() {
            return request.configuration();
        }

        @Override
        public Counter counter() {
            return Counter.CONFIGURATION;
        }
    }

    private static StoredObject at(Change change) {
        return switch (change) {
            case Change.Created created -> created.object();
            case Change.Updated updated -> updated.after();
            case Change.Deleted deleted -> deleted.last();
            case Change.Unchanged unchanged -> unchanged.object();
        };
    }
}
