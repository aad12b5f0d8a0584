package dev.sluice.admin.store.watch;

import dev.sluice.admin.store.Position;
import dev.sluice.admin.store.Watch;
import dev.sluice.admin.store.WatchEvent;
import dev.sluice.admin.store.transact.Commit;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One watcher's place: the last transaction that was handed out. */
final class Cursor implements Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Cursor.class);

    private final Hub hub;
    private final Selection selection;
    private @Nullable Position place;
    private @Nullable CompletableFuture<Batch> pending;
    private int max;
    private boolean closed;

    /** @param start empty if the place must first be looked up in the journal */
    Cursor(Hub hub, Selection selection, Optional<Position> start) {
        this.hub = hub;
        this.selection = selection;
        this.place = start.orElse(null);
    }

    @Override
    public CompletionStage<Batch> next(int max) {
        if (max < 1) throw new IllegalArgumentException("a batch of " + max + " events");
        var promise = new CompletableFuture<Batch>();
        synchronized (this) {
            if (pending != null) throw new IllegalStateException("the last batch is still awaited");
            if (closed) return CompletableFuture.completedFuture(new Batch.Closed());
            pending = promise;
            this.max = max;
        }
        advance();
        return promise;
    }

    @Override
    public synchronized long revision() {
        long asked = selection.requested();
        return place == null ? asked : Math.max(asked, place.of(selection.counter()));
    }

    @Override
    public void close() {
        hub.forget(this);
        synchronized (this) {
            closed = true;
        }
        complete(new Batch.Closed());
    }

    /** Goes on until there is a batch for the one who waits, or nothing more to be had at once. */
    void advance() {
        while (true) {
            Position from;
            int limit;
            synchronized (this) {
                if (pending == null) return;
                from = place;
                limit = max;
            }
            if (from == null) {
                hub.read(this::readJournal);
                return;
            }
            switch (hub.slice(this, from.transaction(), limit)) {
                case Hub.Slice.AtHead atHead -> {
                    closeIfLate();
                    return;
                }
                case Hub.Slice.OnDisk onDisk -> {
                    hub.read(this::readJournal);
                    return;
                }
                case Hub.Slice.Compacted compacted -> {
                    complete(gone());
                    return;
                }
                case Hub.Slice.Closed gone -> {
                    complete(new Batch.Closed());
                    return;
                }
                case Hub.Slice.Commits slice -> {
                    if (hand(slice.commits())) return;
                }
            }
        }
    }

    /** A close that came between the look and the wait must not leave this one among the waiting. */
    private void closeIfLate() {
        boolean late;
        synchronized (this) {
            late = closed;
        }
        if (late) hub.forget(this);
    }

    private void readJournal() {
        Position from;
        int limit;
        synchronized (this) {
            if (pending == null) return;
            from = place;
            limit = max;
        }
        try {
            if (from == null) {
                Optional<Position> start = selection.start(hub.journal());
                if (start.isEmpty() || start.get().transaction() < hub.oldest().transaction()) {
                    complete(gone());
                    return;
                }
                synchronized (this) {
                    place = start.get();
                }
                from = start.get();
            }
            List<Commit> commits = hub.journal().after(from.transaction(), limit);
            boolean compacted = commits.isEmpty() || commits.getFirst().before().transaction() != from.transaction();
            if (compacted) {
                complete(gone());
            } else if (!hand(commits)) {
                advance();
            }
        } catch (UncheckedIOException failure) {
            LOG.warn("A watch from revision {} could not be served from the journal", selection.requested(), failure);
            complete(gone());
        }
    }

    private Batch gone() {
        return new Batch.Gone(selection.requested(), hub.oldest().of(selection.counter()));
    }

    /** Moves on over {@code commits}; false if this watcher hears nothing of them. */
    private boolean hand(List<Commit> commits) {
        var events = new ArrayList<WatchEvent>();
        for (Commit commit : commits) selection.select(commit, events);
        synchronized (this) {
            place = commits.getLast().position();
        }
        if (events.isEmpty()) return false;
        complete(new Batch.Events(events));
        return true;
    }

    private void complete(Batch batch) {
        CompletableFuture<Batch> promise;
        synchronized (this) {
            promise = pending;
            pending = null;
        }
        if (promise != null) promise.complete(batch);
    }
}
