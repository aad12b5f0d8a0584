package dev.sluice.admin.watch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.answer.Answer;
import dev.sluice.admin.answer.Failure;
import dev.sluice.admin.json.Trees;
import dev.sluice.admin.kinds.Types;
import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.store.StoreView;
import dev.sluice.admin.store.StoredObject;
import dev.sluice.admin.store.Watch;
import dev.sluice.admin.store.WatchEvent;
import dev.sluice.admin.store.WatchRequest;
import dev.sluice.admin.store.Watching;
import dev.sluice.admin.table.Representation;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One watcher of one kind: opened, then run on a virtual thread of its own until either end has had enough. */
public final class WatchStream implements AutoCloseable {
    private static final int BATCH = 500;
    /** Bytes after which a batch is handed on: what a slow watcher has waiting is about this and one event. */
    private static final int CHUNK = 256 * 1024;
    private static final Duration BOOKMARK_EVERY = Duration.ofSeconds(60);

    private final Watch watch;
    private final List<StoredObject> initial;
    private final ListQuery query;
    private final WatchOptions options;
    private final Representation representation;
    private final InstantSource clock;
    private boolean columnsSent;

    private WatchStream(Watch watch, List<StoredObject> initial, ListQuery query, WatchOptions options, Representation representation,
            InstantSource clock) {
        this.watch = watch;
        this.initial = initial;
        this.query = query;
        this.options = options;
        this.representation = representation;
        this.clock = clock;
    }

    /** Throws a {@link dev.sluice.admin.answer.FailureException} (410, 504) where the watch cannot begin. */
    public static WatchStream open(Store store, ListQuery query, WatchOptions options, Representation representation, InstantSource clock) {
        StoreView view = store.view();
        boolean fromView = options.after().isEmpty() || options.initialEvents();
        long newest = view.position().of(query.kind().counter());
        if (options.after().isPresent() && options.after().getAsLong() > newest) {
            throw Failure.tooLargeResourceVersion(options.after().getAsLong(), newest).exception();
        }
        long after = fromView ? newest : options.after().getAsLong();
        List<StoredObject> initial = List.of();
        if (options.initialEvents()) {
            var type = Types.of(query.kind());
            initial = query.namespace().isEmpty() ? view.list(type) : view.list(type, query.namespace());
        }
        return switch (store.watch(new WatchRequest.OfKind(Types.stored(query.kind()), query.namespace(), after))) {
            case Watching.Started started -> new WatchStream(started.watch(), initial, query, options, representation, clock);
            case Watching.Gone gone ->
                throw Failure.expired("too old resource version: " + gone.requested() + " (" + gone.oldest() + ")").exception();
            case Watching.TooLarge ahead -> throw Failure.tooLargeResourceVersion(ahead.requested(), ahead.current()).exception();
        };
    }

    /** Ends a running {@link #run}. */
    @Override
    public void close() {
        watch.close();
    }

    public void run(EventSink sink) throws InterruptedException {
        try (this) {
            Instant end = clock.instant().plus(options.lifetime());
            if (!tellInitial(sink)) return;
            CompletableFuture<Watch.Batch> pending = watch.next(BATCH).toCompletableFuture();
            Instant bookmarkAt = clock.instant().plus(BOOKMARK_EVERY);
            while (true) {
                Instant now = clock.instant();
                Instant wake = options.bookmarks() && bookmarkAt.isBefore(end) ? bookmarkAt : end;
                Watch.Batch batch = await(pending, Duration.between(now, wake));
                if (batch == null) {
                    boolean over = !clock.instant().isBefore(end);
                    if (options.bookmarks() && !sink.write(line("BOOKMARK", representation.bookmark(watch.revision(), false)))) return;
                    if (over) return;
                    bookmarkAt = clock.instant().plus(BOOKMARK_EVERY);
                } else {
                    if (!tell(batch, sink)) return;
                    pending = watch.next(BATCH).toCompletableFuture();
                }
            }
        }
    }

    /** Null if nothing came in time. */
    private static Watch.@org.jspecify.annotations.Nullable Batch await(CompletableFuture<Watch.Batch> pending, Duration atMost)
            throws InterruptedException {
        try {
            return pending.get(Math.max(0, atMost.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException nothingYet) {
            return null;
        } catch (ExecutionException broken) {
            throw new IllegalStateException("a watch never completes exceptionally", broken);
        }
    }

    private boolean tellInitial(EventSink sink) throws InterruptedException {
        var out = new ByteArrayOutputStream();
        for (StoredObject one : initial) {
            if (query.selects(one.tree())) out.writeBytes(event("ADDED", one));
            if (!handOnIfLarge(out, sink)) return false;
        }
        if (options.markInitialEnd() && options.bookmarks())
            out.writeBytes(line("BOOKMARK", representation.bookmark(watch.revision(), true)));
        return out.size() == 0 || sink.write(out.toByteArray());
    }

    private static boolean handOnIfLarge(ByteArrayOutputStream out, EventSink sink) throws InterruptedException {
        if (out.size() < CHUNK) return true;
        byte[] chunk = out.toByteArray();
        out.reset();
        return sink.write(chunk);
    }

    /** False when the stream is over. */
    private boolean tell(Watch.Batch batch, EventSink sink) throws InterruptedException {
        switch (batch) {
            case Watch.Batch.Events events -> {
                var out = new ByteArrayOutputStream();
                for (WatchEvent one : events.events()) {
                    if (one instanceof WatchEvent.Changed changed) out.writeBytes(event(changed.change()));
                    if (!handOnIfLarge(out, sink)) return false;
                }
                return out.size() == 0 || sink.write(out.toByteArray());
            }
            case Watch.Batch.Gone gone -> {
                Failure failure = Failure.expired("too old resource version: " + gone.requested() + " (" + gone.oldest() + ")");
                sink.write(line("ERROR", Answer.status(failure)));
                return false;
            }
            case Watch.Batch.Closed closed -> {
                return false;
            }
        }
    }

    /** What this watcher hears of a change: coming to match is ADDED, ceasing to match is DELETED. Empty if it is none of his business. */
    private byte[] event(Change change) {
        return switch (change) {
            case Change.Created created -> query.selects(created.object().tree()) ? event("ADDED", created.object()) : new byte[0];
            case Change.Updated updated -> {
                boolean before = query.selects(updated.before().tree());
                boolean after = query.selects(updated.after().tree());
                if (before && after) yield event("MODIFIED", updated.after());
                if (after) yield event("ADDED", updated.after());
                yield before ? event("DELETED", lastSeen(updated)) : new byte[0];
            }
            case Change.Deleted deleted -> query.selects(deleted.last().tree()) ? event("DELETED", deleted.last()) : new byte[0];
            case Change.Unchanged same -> new byte[0];
        };
    }

    /** As Kubernetes tells it: what the watcher had, under the revision at which it ceased to match. */
    private static StoredObject lastSeen(Change.Updated updated) {
        StoredObject before = updated.before();
        ObjectNode tree = before.tree().deepCopy();
        Trees.child(tree, "metadata").put("resourceVersion", Long.toString(updated.after().revision()));
        return new StoredObject(before.key(), before.counter(), before.uid(), updated.after().revision(), before.generation(),
                before.created(), tree);
    }

    private byte[] event(String type, StoredObject object) {
        ObjectNode shown = representation.event(object.tree(), !columnsSent, clock.instant());
        columnsSent = true;
        return line(type, shown);
    }

    private static byte[] line(String type, ObjectNode object) {
        ObjectNode event = Trees.object().put("type", type);
        event.set("object", object);
        var out = new ByteArrayOutputStream();
        out.writeBytes(Trees.bytes(event));
        out.write('\n');
        return out.toByteArray();
    }
}
