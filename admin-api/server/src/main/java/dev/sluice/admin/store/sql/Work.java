package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.Admission;
import dev.sluice.admin.store.StoreView;
import dev.sluice.admin.store.WriteOutcome;
import dev.sluice.admin.store.WriteRequest;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** What waits for the writer. */
sealed interface Work {
    record Write(WriteRequest request, Admission admission, CompletableFuture<WriteOutcome> promise) implements Work {}

    /** In a transaction of its own, under the lock. */
    record Job<T>(Function<Handle, T> task, CompletableFuture<T> promise) implements Work {}

    /** Catch up with other replicas, then answer. */
    record Fresh(CompletableFuture<StoreView> promise) implements Work {}

    /** Another replica may have committed. */
    record Wake() implements Work {}
}
