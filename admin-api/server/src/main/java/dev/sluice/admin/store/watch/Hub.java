package dev.sluice.admin.store.watch;

import dev.sluice.admin.store.Position;
import dev.sluice.admin.store.WatchRequest;
import dev.sluice.admin.store.Watching;
import dev.sluice.admin.store.transact.Commit;
import dev.sluice.resources.Counter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;

/**
 * All watchers of a store. They pull ({@link Cursor}); the hub only wakes those that wait. Thread-safe.
 *
 * <p>A watcher's place is a transaction number, so a thousand slow ones cost no more memory than the ring.
 */
public final class Hub {
    private final Journal journal;
    private final Executor notifier;
    private final Executor readers;
    private final Object lock = new Object();
    private final Ring ring;
    private final Set<Cursor> waiting = new LinkedHashSet<>();
    private Position oldest;
    private boolean closed;

    /**
     * @param head where the store stands; {@code oldest} the position after which the journal begins
     * @param notifier one thread: completes what watchers wait for
     * @param readers runs reads of the journal
     */
    public Hub(Position head, Position oldest, int ringEvents, Journal journal, Executor notifier, Executor readers) {
        this.ring = new Ring(head, ringEvents);
        this.oldest = oldest;
        this.journal = journal;
        this.notifier = notifier;
        this.readers = readers;
    }

    /** In commit order, by the one thread that commits. */
    public void publish(List<Commit> commits) {
        List<Cursor> woken;
        synchronized (lock) {
            for (Commit commit : commits) ring.add(commit);
            woken = takeWaiting();
        }
        wake(woken);
    }

    /** The journal now begins after {@code position}. */
    public void compacted(Position position) {
        synchronized (lock) {
            if (position.transaction() > oldest.transaction()) oldest = position;
        }
    }

    public void close() {
        List<Cursor> woken;
        synchronized (lock) {
            closed = true;
            woken = takeWaiting();
        }
        wake(woken);
    }

    private List<Cursor> takeWaiting() {
        var woken = new ArrayList<>(waiting);
        waiting.clear();
        return woken;
    }

    private void wake(List<Cursor> woken) {
        if (!woken.isEmpty()) notifier.execute(() -> woken.forEach(Cursor::advance));
    }

    public Watching watch(WatchRequest request) {
        synchronized (lock) {
            return switch (request) {
                case WatchRequest.OfKind kind -> ofKind(kind);
                case WatchRequest.OfNodes nodes -> ofNodes(nodes);
            };
        }
    }

    private Watching ofKind(WatchRequest.OfKind request) {
        Counter counter = request.kind().counter();
        long after = request.after();
        if (after > ring.head().of(counter)) return new Watching.TooLarge(after, ring.head().of(counter));
        if (after < oldest.of(counter)) return new Watching.Gone(after, oldest.of(counter));
        Optional<Position> start = after < ring.base().of(counter)
                ? Optional.empty()
                : Optional.of(ring.lastNotPast(position -> Long.compare(position.of(counter), after)));
        return new Watching.Started(new Cursor(this, new Selection.OfKind(request), start));
    }

    private Watching ofNodes(WatchRequest.OfNodes request) {
        Position head = ring.head();
        if (request.configuration() > head.configuration()) return new Watching.TooLarge(request.configuration(), head.configuration());
        if (request.runtime() > head.runtime()) return new Watching.TooLarge(request.runtime(), head.runtime());
        Position start = ring.lastNotPast(
                position -> position.configuration() > request.configuration() || position.runtime() > request.runtime() ? 1 : 0);
        boolean exact = start.configuration() == request.configuration() && start.runtime() == request.runtime();
        if (exact) return new Watching.Started(new Cursor(this, new Selection.OfNodes(request), Optional.of(start)));
        boolean inRing = request.configuration() >= ring.base().configuration() && request.runtime() >= ring.base().runtime();
        boolean compacted = request.configuration() < oldest.configuration() || request.runtime() < oldest.runtime();
        if (inRing || compacted) return new Watching.Gone(request.configuration(), oldest.configuration());
        return new Watching.Started(new Cursor(this, new Selection.OfNodes(request), Optional.empty()));
    }

    /** What lies after {@code transaction}; at the head, {@code cursor} is put among those to be woken. */
    Slice slice(Cursor cursor, long transaction, int maxEvents) {
        synchronized (lock) {
            if (closed) return new Slice.Closed();
            if (transaction < oldest.transaction()) return new Slice.Compacted(oldest);
            if (transaction < ring.base().transaction()) return new Slice.OnDisk();
            List<Commit> commits = ring.after(transaction, maxEvents);
            if (!commits.isEmpty()) return new Slice.Commits(commits);
            waiting.add(cursor);
            return new Slice.AtHead();
        }
    }

    void forget(Cursor cursor) {
        synchronized (lock) {
            waiting.remove(cursor);
        }
    }

    Position oldest() {
        synchronized (lock) {
            return oldest;
        }
    }

    void read(Runnable task) {
        readers.execute(task);
    }

    Journal journal() {
        return journal;
    }

    /** What lies after a watcher's place. */
    sealed interface Slice {
        record Commits(List<Commit> commits) implements Slice {}

        record OnDisk() implements Slice {}

        record Compacted(Position oldest) implements Slice {}

        record AtHead() implements Slice {}

        record Closed() implements Slice {}
    }
}
