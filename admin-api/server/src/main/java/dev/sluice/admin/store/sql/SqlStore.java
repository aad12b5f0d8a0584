package dev.sluice.admin.store.sql;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.store.Admission;
import dev.sluice.admin.store.Edit;
import dev.sluice.admin.store.History;
import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.Operation;
import dev.sluice.admin.store.Precondition;
import dev.sluice.admin.store.Refusal;
import dev.sluice.admin.store.SealedBlobs;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.store.StoreView;
import dev.sluice.admin.store.WatchRequest;
import dev.sluice.admin.store.Watching;
import dev.sluice.admin.store.WriteOutcome;
import dev.sluice.admin.store.WriteRequest;
import dev.sluice.admin.store.sql.StoreCannotOpen.Cause;
import dev.sluice.admin.store.watch.Hub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/** A store in a SQL database. Made by {@link #open}. */
public final class SqlStore implements Store {
    private final Dialect dialect;
    private final Opening opening;
    private final Writer writer;
    private final Hub hub;
    private final Readers readers;
    private final ExecutorService notifier;
    private final ExecutorService journalReaders;
    private final SqlHistory history;

    SqlStore(Dialect dialect, Opening opening, Writer writer, Hub hub, Readers readers, ExecutorService notifier,
            ExecutorService journalReaders,
            SqlHistory history) {
        this.dialect = dialect;
        this.opening = opening;
        this.writer = writer;
        this.hub = hub;
        this.readers = readers;
        this.notifier = notifier;
        this.journalReaders = journalReaders;
        this.history = history;
    }

    /**
     * Opens the store, makes or migrates its schema, and checks that its data is whole. Blocks.
     *
     * @param clock may step back: what the store stamps never does
     * @param uids makes a new UUID at each call
     */
    public static Store open(StoreSettings settings, InstantSource clock, Supplier<String> uids, SecureRandom random)
            throws StoreCannotOpen {
        SqlStore store = Opening.open(settings, clock, uids, random);
        WriteOutcome outcome = store.write(namespaces(settings), Admission.NONE).toCompletableFuture().join();
        if (outcome instanceof WriteOutcome.Refused refused) {
            store.close();
            throw new StoreCannotOpen(Cause.UNREACHABLE, "the store cannot be written: " + refused.refusal(), null);
        }
        return store;
    }

    private static WriteRequest namespaces(StoreSettings settings) {
        List<Operation> operations = new ArrayList<>();
        for (String name : settings.namespaces()) {
            Edit edit = current -> new Edit.Result.To(current.isPresent() ? current.get().tree() : namespace(name));
            operations.add(new Operation.Modify(ObjectKey.ofNamespace(name), Precondition.NONE, edit));
        }
        return new WriteRequest(operations, "sluice", "create", "namespaces that exist from the start", Optional.empty(), false);
    }

    private static ObjectNode namespace(String name) {
        ObjectNode tree = JsonNodeFactory.instance.objectNode();
        tree.put("apiVersion", "v1").put("kind", "Namespace");
        tree.putObject("metadata").put("name", name).putObject("labels").put("kubernetes.io/metadata.name", name);
        tree.putObject("status").put("phase", "Active");
        return tree;
    }

    @Override
    public String storeId() {
        return opening.storeId();
    }

    @Override
    public StoreView view() {
        return writer.view();
    }

    @Override
    public CompletionStage<StoreView> freshView() {
        var promise = new CompletableFuture<StoreView>();
        if (!writer.offer(new Work.Fresh(promise))) promise.completeExceptionally(unavailable());
        return promise;
    }

    private UncheckedIOException unavailable() {
        return new UncheckedIOException(new IOException(writer.isClosed() ? "the store is closed" : "too many writes are waiting"));
    }

    @Override
    public CompletionStage<WriteOutcome> write(WriteRequest request, Admission admission) {
        for (Operation operation : request.operations()) opening.transactor().requireKnown(operation.key());
        var promise = new CompletableFuture<WriteOutcome>();
        if (!writer.offer(new Work.Write(request, admission, promise))) {
            Refusal refusal = writer.isClosed() ? new Refusal.ReadOnly("the store is closed") : new Refusal.Busy();
            promise.complete(new WriteOutcome.Refused(refusal));
        }
        return promise;
    }

    @Override
    public Watching watch(WatchRequest request) {
        return hub.watch(request);
    }

    @Override
    public History history() {
        return history;
    }

    @Override
    public SealedBlobs sealedBlobs() {
        return new SqlSealedBlobs(readers, opening.bodies(), this::run);
    }

    private <T> T run(java.util.function.Function<org.jdbi.v3.core.Handle, T> task) {
        var promise = new CompletableFuture<T>();
        if (!writer.offer(new Work.Job<>(task, promise))) throw unavailable();
        try {
            return promise.join();
        } catch (java.util.concurrent.CompletionException failed) {
            if (failed.getCause() instanceof UncheckedIOException known) throw known;
            throw failed;
        }
    }

    @Override
    public Health health() {
        return writer.health();
    }

    @Override
    public void close() {
        writer.close();
        hub.close();
        notifier.close();
        journalReaders.close();
        readers.close();
        dialect.close();
    }
}
