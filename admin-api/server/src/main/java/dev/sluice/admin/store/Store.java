package dev.sluice.admin.store;

import java.util.concurrent.CompletionStage;

/**
 * Where the admin API keeps its objects. Thread-safe.
 *
 * <p>Every change of an object takes the next revision of its kind's counter, so a transaction over k objects of one counter takes k revisions in a
 * row: whoever watches one kind can resume after any event and miss none. Positions between transactions are what {@link Position} names.
 */
public interface Store extends AutoCloseable {
    /** A UUID, made once with the database. */
    String storeId();

    /** The newest committed state. From memory; never waits. */
    StoreView view();

    /**
     * A state no older than anything that was committed, by whatever replica, before the call. Asks the database; where that is away, completes
     * exceptionally with {@link java.io.UncheckedIOException}.
     */
    CompletionStage<StoreView> freshView();

    /**
     * Performs the transaction. The stage completes on a thread of the store (hand over to your own at once) and never exceptionally.
     */
    CompletionStage<WriteOutcome> write(WriteRequest request, Admission admission);

    /** From memory; never waits. */
    Watching watch(WatchRequest request);

    History history();

    SealedBlobs sealedBlobs();

    /** Whether writes can be taken now. */
    Health health();

    /** Ends running writes, answers waiting ones with {@link Refusal.ReadOnly}, closes watches. */
    @Override
    void close();

    sealed interface Health {
        record Writable() implements Health {}

        record ReadOnly(String reason) implements Health {}
    }
}
