package dev.sluice.admin.store;

import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * One watcher's place in the stream. Nothing is buffered for it: it pulls, and a slow one falls behind into the journal until what it needs is
 * compacted away ({@link Batch.Gone}). One {@link #next} at a time.
 */
public interface Watch extends AutoCloseable {
    /**
     * Completes when there is at least one event: at once where the events are in memory, else on a thread of the store (which must not be held up).
     * Never completes exceptionally.
     *
     * @param max at least 1; a batch may exceed it to end with a whole transaction, never by more than that transaction
     */
    CompletionStage<Batch> next(int max);

    /** The revision of the watched kind's counter up to which all events were handed out: what a bookmark may say. */
    long revision();

    /** A pending {@link #next} completes with {@link Batch.Closed}. */
    @Override
    void close();

    sealed interface Batch {
        record Events(List<WatchEvent> events) implements Batch {
            public Events {
                events = List.copyOf(events);
            }
        }

        /** The watcher's place is no longer in the history: it must list again (410). */
        record Gone(long requested, long oldest) implements Batch {}

        /** The store is closed or the watch was. */
        record Closed() implements Batch {}
    }
}
