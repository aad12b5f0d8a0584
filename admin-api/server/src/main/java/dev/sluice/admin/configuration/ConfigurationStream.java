package dev.sluice.admin.configuration;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.answer.Answer;
import dev.sluice.admin.answer.Failure;
import dev.sluice.admin.json.Trees;
import dev.sluice.admin.kinds.Types;
import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.Position;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.store.StoreView;
import dev.sluice.admin.store.StoredObject;
import dev.sluice.admin.store.Watch;
import dev.sluice.admin.store.WatchEvent;
import dev.sluice.admin.store.WatchRequest;
import dev.sluice.admin.store.Watching;
import dev.sluice.admin.watch.EventSink;
import dev.sluice.resources.Kind;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One node following its configuration: events, and a BOOKMARK closing each transaction. A node that comes back with a position hears what it missed,
 * transaction by transaction, as it would have heard it then.
 */
public final class ConfigurationStream implements AutoCloseable {
    private static final int BATCH = 1_000;
    private static final int MAX_MISSED = 50_000;
    private static final int CHUNK = 256 * 1024;
    private static final int CATCH_UP_SECONDS = 30;
    private static final int HEARTBEAT_SECONDS = 30;

    private final Store store;
    private final Start start;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private Position position;

    private ConfigurationStream(Store store, Start start) {
        this.store = store;
        this.start = start;
        this.position = start.position();
    }

    /** Where a node says it is. */
    public record Claim(String storeId, long configuration, long runtime) {}

    private record Transaction(List<Change> changes, Position position) {}

    /**
     * @param listed what to tell first: all objects for a newcomer, nothing for one that comes back
     * @param missed what to tell next
     */
    private record Start(String node, NodeScope scope, NodeConfiguration configuration, Watch watch, Position position, List<StoredObject> listed, List<Transaction> missed) {}

    /**
     * @param claim empty for a newcomer
     * @throws dev.sluice.admin.answer.FailureException 404 for a node without a GatewayInstance, 410 for a position that cannot be gone on from
     */
    public static ConfigurationStream open(Store store, String node, Optional<Claim> claim) throws InterruptedException {
        StoreView view = store.view();
        NodeScope scope = scope(view, node).orElseThrow(() -> Failure.notFound(Kind.GATEWAY_INSTANCE, node).exception());
        if (claim.isPresent() && !claim.get().storeId().equals(store.storeId())) {
            throw Failure.expired("store " + claim.get().storeId() + " is not the one that answers here; start without a position")
                    .exception();
        }
        Position now = view.position();
        long configuration = claim.map(Claim::configuration).orElse(now.configuration());
        long runtime = claim.map(Claim::runtime).orElse(now.runtime());
        Watch watch = watch(store, configuration, runtime);
        try {
            var state = new NodeConfiguration(scope, view);
            if (claim.isEmpty())
                return new ConfigurationStream(store, new Start(node, scope, state, watch, now, state.objects(view), List.of()));
            List<Transaction> missed = missed(watch, configuration, runtime, now);
            for (Transaction one : missed.reversed())
                state.step(one.changes().reversed().stream().map(NodeConfiguration::inverse).toList());
            Position from = new Position(0, configuration, runtime, 0);
            return new ConfigurationStream(store, new Start(node, scope, state, watch, from, List.of(), missed));
        } catch (RuntimeException | InterruptedException refused) {
            watch.close();
            throw refused;
        }
    }

    private static Optional<NodeScope> scope(StoreView view, String node) {
        return view.get(Types.key(Kind.GATEWAY_INSTANCE, "", node)).map(instance -> NodeScope.of(instance.tree()));
    }

    private static Watch watch(Store store, long configuration, long runtime) {
        return switch (store.watch(new WatchRequest.OfNodes(configuration, runtime))) {
            case Watching.Started started -> started.watch();
            case Watching.Gone gone -> throw tooOld(gone.requested(), gone.oldest()).exception();
            case Watching.TooLarge ahead ->
                throw Failure.expired("position " + configuration + "/" + runtime + " is ahead of this store, which is at "
                        + ahead.current() + "; start without a position").exception();
        };
    }

    private static Failure tooOld(long requested, long oldest) {
        return Failure.expired("too old position: " + requested + " (" + oldest + "); start without a position");
    }

    /** The transactions between the node's position and {@code now}. */
    private static List<Transaction> missed(Watch watch, long configuration, long runtime, Position now) throws InterruptedException {
        var missed = new ArrayList<Transaction>();
        var changes = new ArrayList<Change>();
        long atConfiguration = configuration;
        long atRuntime = runtime;
        int count = 0;
        while (atConfiguration < now.configuration() || atRuntime < now.runtime()) {
            Watch.Batch batch = await(watch.next(BATCH).toCompletableFuture(), CATCH_UP_SECONDS)
                    .orElseThrow(() -> tooOld(configuration, now.configuration()).exception());
            switch (batch) {
                case Watch.Batch.Gone gone -> throw tooOld(gone.requested(), gone.oldest()).exception();
                case Watch.Batch.Closed closed -> throw Failure.unavailable("the server is shutting down").exception();
                case Watch.Batch.Events events -> {
                    for (WatchEvent event : events.events()) {
                        switch (event) {
                            case WatchEvent.Changed changed -> changes.add(changed.change());
                            case WatchEvent.Boundary boundary -> {
                                missed.add(new Transaction(List.copyOf(changes), boundary.position()));
                                changes.clear();
                                atConfiguration = boundary.position().configuration();
                                atRuntime = boundary.position().runtime();
                            }
                        }
                    }
                    count += events.events().size();
                    if (count > MAX_MISSED) throw tooOld(configuration, now.configuration()).exception();
                }
            }
        }
        return missed;
    }

    private static Optional<Watch.Batch> await(CompletableFuture<Watch.Batch> pending, int seconds) throws InterruptedException {
        try {
            return Optional.of(pending.get(seconds, TimeUnit.SECONDS));
        } catch (TimeoutException nothingYet) {
            return Optional.empty();
        } catch (ExecutionException broken) {
            throw new IllegalStateException("a watch never completes exceptionally", broken);
        }
    }

    /** Ends a running {@link #run}. */
    @Override
    public void close() {
        start.watch().close();
    }

    public void run(EventSink sink) throws InterruptedException {
        try (this) {
            for (StoredObject one : start.listed()) {
                event("ADDED", one.tree());
                if (out.size() > CHUNK && !flush(sink)) return;
            }
            if (start.missed().isEmpty()) bookmark();
            for (Transaction one : start.missed()) {
                tell(one);
                if (out.size() > CHUNK && !flush(sink)) return;
            }
            if (flush(sink)) follow(sink);
        }
    }

    private void follow(EventSink sink) throws InterruptedException {
        var changes = new ArrayList<Change>();
        CompletableFuture<Watch.Batch> pending = start.watch().next(BATCH).toCompletableFuture();
        while (true) {
            Optional<Watch.Batch> batch = await(pending, HEARTBEAT_SECONDS);
            if (!scope(store.view(), start.node()).equals(Optional.of(start.scope()))) {
                fail(Failure.expired("the GatewayInstance has changed; start without a position"), sink);
                return;
            }
            if (batch.isEmpty()) {
                bookmark();
            } else {
                switch (batch.get()) {
                    case Watch.Batch.Gone gone -> {
                        fail(tooOld(gone.requested(), gone.oldest()), sink);
                        return;
                    }
                    case Watch.Batch.Closed closed -> {
                        return;
                    }
                    case Watch.Batch.Events events -> tell(events.events(), changes);
                }
                pending = start.watch().next(BATCH).toCompletableFuture();
            }
            if (!flush(sink)) return;
        }
    }

    /** @param changes of the transaction that no boundary has closed yet */
    private void tell(List<WatchEvent> events, List<Change> changes) {
        for (WatchEvent event : events) {
            switch (event) {
                case WatchEvent.Changed changed -> changes.add(changed.change());
                case WatchEvent.Boundary boundary -> {
                    tell(new Transaction(List.copyOf(changes), boundary.position()));
                    changes.clear();
                }
            }
        }
    }

    private void tell(Transaction transaction) {
        for (ViewEvent one : start.configuration().step(transaction.changes())) {
            switch (one) {
                case ViewEvent.Added added -> event("ADDED", added.object().tree());
                case ViewEvent.Modified modified -> event("MODIFIED", modified.object().tree());
                case ViewEvent.Deleted deleted -> event("DELETED", nameOnly(deleted.object()));
                case ViewEvent.Hidden hidden -> event("DELETED", nameOnly(hidden.object()));
            }
        }
        position = transaction.position();
        bookmark();
    }

    /** A node that is not to have an object any more is not sent its content once more. */
    private static ObjectNode nameOnly(StoredObject object) {
        ObjectNode tree = Trees.object();
        tree.set("apiVersion", object.tree().path("apiVersion"));
        tree.set("kind", object.tree().path("kind"));
        tree.set("metadata", object.tree().path("metadata"));
        return tree;
    }

    private void bookmark() {
        ObjectNode bookmark = Trees.object().put("apiVersion", "sluice.dev/v1alpha1").put("kind", "ConfigurationBookmark")
                .put("storeId", store.storeId())
                .put("configRevision", position.configuration()).put("runtimeRevision", position.runtime())
                .put("digest", start.configuration().digest());
        event("BOOKMARK", bookmark);
    }

    private void fail(Failure failure, EventSink sink) throws InterruptedException {
        event("ERROR", Answer.status(failure));
        flush(sink);
    }

    private void event(String type, ObjectNode object) {
        ObjectNode event = Trees.object().put("type", type);
        event.set("object", object);
        out.writeBytes(Trees.bytes(event));
        out.write('\n');
    }

    private boolean flush(EventSink sink) throws InterruptedException {
        if (out.size() == 0) return true;
        byte[] chunk = out.toByteArray();
        out.reset();
        return sink.write(chunk);
    }
}
