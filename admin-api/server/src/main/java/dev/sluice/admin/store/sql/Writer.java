package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.Refusal;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.store.WriteOutcome;
import dev.sluice.admin.store.WriteRequest;
import dev.sluice.admin.store.transact.ArrayView;
import dev.sluice.admin.store.transact.Commit;
import dev.sluice.admin.store.transact.Transactor;
import dev.sluice.admin.store.watch.Hub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. Each round takes all writes that wait, judges them one after the other under the database's lock and against the exact
 * state, and commits them as one transaction of the database: one sync for all. Only then are they published and answered.
 *
 * <p>With replicas the round first reads what others committed, so there is nothing to retry: whoever holds the lock sees the newest state.
 */
final class Writer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Writer.class);
    private static final int MAX_WAITING = 4_096;
    private static final int MAX_BATCH = 256;
    private static final Duration COMPACT_EVERY = Duration.ofMinutes(10);

    private final Dialect dialect;
    private final Transactor transactor;
    private final Bodies bodies;
    private final Frontier frontier;
    private final Session session;
    private final Hub hub;
    private final InstantSource clock;
    private final Supplier<String> uids;
    private final Executor notifier;
    private final Compaction compaction;
    private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicBoolean wakePending = new AtomicBoolean();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final Thread thread;
    private volatile boolean ended;
    private Instant nextCompaction;

    Writer(Dialect dialect, Transactor transactor, Bodies bodies, Frontier frontier, Hub hub, InstantSource clock, Supplier<String> uids,
            Executor notifier, Compaction compaction) {
        this.dialect = dialect;
        this.session = new Session(dialect.writing());
        this.transactor = transactor;
        this.bodies = bodies;
        this.frontier = frontier;
        this.hub = hub;
        this.clock = clock;
        this.uids = uids;
        this.notifier = notifier;
        this.compaction = compaction;
        this.nextCompaction = clock.instant().plus(COMPACT_EVERY);
        // Native calls pin the carrier of a virtual thread.
        this.thread = Thread.ofPlatform().name("sluice-store-writer").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
        dialect.listen(this::wake, stop);
    }

    ArrayView view() {
        return frontier.view();
    }

    Store.Health health() {
        return stop.get() ? new Store.Health.ReadOnly("the store is closed") : session.health();
    }

    /** False if too much waits, or the writer is closed. */
    boolean offer(Work work) {
        if (stop.get() || !queue.offer(work)) return false;
        // The thread may have looked into the queue for the last time.
        if (ended && queue.remove(work)) return false;
        return true;
    }

    boolean isClosed() { return stop.get(); }

    private void wake() {
        boolean first = wakePending.compareAndSet(false, true);
        if (first && !queue.offer(new Work.Wake())) wakePending.set(false);
    }

    private void run() {
        var works = new ArrayList<Work>();
        while (!stop.get()) {
            try {
                Work first = queue.poll(dialect.pollInterval().toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) works.add(first);
                queue.drainTo(works, MAX_BATCH - 1);
                round(works);
            } catch (InterruptedException closing) {
                stop.set(true);
            } catch (RuntimeException fault) {
                LOG.error("The store's writer met a fault of the program", fault);
                works.forEach(work -> refuse(work, "a fault of the program; the log says more"));
            }
            works.clear();
        }
        ended = true;
        queue.drainTo(works);
        works.forEach(work -> refuse(work, "the store is closed"));
        session.close();
    }

    private void round(List<Work> works) {
        var writes = new ArrayList<Work.Write>();
        var fresh = new ArrayList<Work.Fresh>();
        for (Work work : works) {
            switch (work) {
                case Work.Write write -> writes.add(write);
                case Work.Fresh one -> fresh.add(one);
                case Work.Wake wake -> wakePending.set(false);
                case Work.Job<?> job -> runJob(job);
            }
        }
        boolean onlyDryRuns = writes.stream().allMatch(write -> write.request().dryRun());
        if (!onlyDryRuns) commit(writes);
        tail(fresh);
        if (onlyDryRuns) {
            Batch batch = newBatch();
            writes.forEach(batch::add);
            answer(batch.answers());
        }
        compactIfDue();
    }

    private Batch newBatch() {
        return new Batch(transactor, bodies, uids, clock.instant(), frontier.head());
    }

    private void commit(List<Work.Write> writes) {
        Handle open = session.begin();
        if (open == null) {
            writes.forEach(write -> refuse(write, session.reason()));
            return;
        }
        Batch batch;
        try {
            batch = fill(open, writes);
            if (!batch.entries().isEmpty()) {
                frontier.store(open, batch);
                dialect.announce(open, batch.head().view().position().transaction());
            }
        } catch (RuntimeException failed) {
            session.rollback(open);
            refuseAll(writes, failed);
            return;
        }
        try {
            open.commit();
        } catch (RuntimeException failed) {
            uncertain(batch, failed);
            return;
        }
        frontier.moveBy(batch);
        answer(batch.answers());
    }

    private void refuseAll(List<Work.Write> writes, RuntimeException failed) {
        boolean ofTheDatabase = failed instanceof Frontier.Behind || failed instanceof UncheckedIOException
                || (failed instanceof JdbiException refused && !Session.isOfTheWrite(refused));
        if (ofTheDatabase) {
            session.fail(failed);
            writes.forEach(write -> refuse(write, session.reason()));
        } else if (writes.size() > 1) {
            // One of them is what the database cannot take: the others must not suffer.
            writes.forEach(write -> commit(List.of(write)));
        } else {
            String incident = uids.get();
            LOG.error("A write by {} could not be stored, incident {}", writes.getFirst().request().actor(), incident, failed);
            answer(List.of(new Batch.Answer(writes.getFirst(), new WriteOutcome.Refused(new Refusal.Failed(incident)))));
        }
    }

    private Batch fill(Handle open, List<Work.Write> writes) {
        lockAndCatchUp(open);
        Batch batch = newBatch();
        for (Work.Write write : writes) {
            Optional<WriteOutcome> earlier = earlier(open, write.request());
            if (earlier.isPresent()) {
                batch.add(write, earlier.get());
            } else {
                batch.add(write);
            }
        }
        return batch;
    }

    private Optional<WriteOutcome> earlier(Handle open, WriteRequest request) {
        if (request.idempotencyKey().isEmpty()) return Optional.empty();
        WriteRequest.IdempotencyKey key = request.idempotencyKey().get();
        return JournalTable.withIdempotencyKey(open, key.key()).map(earlier -> {
            if (!earlier.fingerprint().equals(key.fingerprint()))
                return new WriteOutcome.Refused(new Refusal.IdempotencyKeyReused(key.key()));
            List<JournalTable.Stored> stored = JournalTable.range(open, bodies, earlier.transaction(), earlier.transaction());
            // Known to have been committed; what it changed may be compacted away.
            if (stored.isEmpty()) return new WriteOutcome.Committed(view().position(), List.of(), List.of(), List.of(), true);
            Commit commit = stored.getFirst().commit();
            return new WriteOutcome.Committed(commit.position(), commit.changes(), commit.changes(), List.of(), true);
        });
    }

    /** The commit broke: only the database knows whether it happened, and it must first have let go of the lock. */
    private void uncertain(Batch batch, RuntimeException failed) {
        LOG.warn("A commit broke; asking the database whether it happened", failed);
        session.close();
        Handle open = session.begin();
        Optional<Boolean> happened = open == null ? Optional.empty() : happened(open, batch);
        if (happened.isEmpty() || !happened.get()) session.fail(failed);
        for (Batch.Answer answer : batch.answers()) {
            boolean changed = answer.outcome() instanceof WriteOutcome.Committed done && !done.changes().isEmpty() && !done.replayed();
            if (!changed || happened.orElse(false)) {
                answer(List.of(answer));
            } else if (happened.isPresent()) {
                refuse(answer.to(), session.reason());
            } else {
                answer(List.of(new Batch.Answer(answer.to(), new WriteOutcome.Refused(new Refusal.OutcomeUnknown(session.reason())))));
            }
        }
    }

    private Optional<Boolean> happened(Handle open, Batch batch) {
        try {
            lockAndCatchUp(open);
            boolean there = batch.entries().isEmpty() || JournalTable.contains(open, batch.entries().getFirst().txid());
            open.rollback();
            return Optional.of(there);
        } catch (RuntimeException failed) {
            session.rollback(open);
            return Optional.empty();
        }
    }

    /** Takes the lock (held until the transaction ends) and brings the head up to what is committed. */
    private void lockAndCatchUp(Handle open) {
        frontier.catchUp(open, Tables.meta(open, dialect.lockSuffix()).orElseThrow(() -> new Frontier.Behind("the database is empty")));
    }

    /** Reads what other replicas committed. */
    private void tail(List<Work.Fresh> fresh) {
        if (dialect.hasReplicas()) {
            Handle open = session.begin();
            try {
                if (open == null) throw new Frontier.Behind(session.reason());
                frontier.catchUp(open, Tables.meta(open, "").orElseThrow(() -> new Frontier.Behind("the database is empty")));
                open.commit();
            } catch (RuntimeException failed) {
                if (open != null) session.fail(failed);
                fresh.forEach(work -> refuse(work, session.reason()));
                return;
            }
        }
        ArrayView view = view();
        fresh.forEach(work -> notifier.execute(() -> work.promise().complete(view)));
    }

    private <T> void runJob(Work.Job<T> job) {
        Handle open = session.begin();
        if (open == null) {
            refuse(job, session.reason());
            return;
        }
        try {
            lockAndCatchUp(open);
            T result = job.task().apply(open);
            open.commit();
            notifier.execute(() -> job.promise().complete(result));
        } catch (RuntimeException failed) {
            session.fail(failed);
            refuse(job, session.reason());
        }
    }

    private void compactIfDue() {
        if (clock.instant().isBefore(nextCompaction) || session.health() instanceof Store.Health.ReadOnly) return;
        nextCompaction = clock.instant().plus(COMPACT_EVERY);
        Handle open = session.begin();
        if (open == null) return;
        try {
            lockAndCatchUp(open);
            var edge = compaction.step(open, clock.instant(), view().position());
            open.commit();
            if (edge.isEmpty()) return;
            hub.compacted(edge.get());
            // There may be more: go on after the writes that wait by now.
            nextCompaction = clock.instant();
        } catch (RuntimeException failed) {
            session.fail(failed);
        }
    }

    private void answer(List<Batch.Answer> answers) {
        notifier.execute(() -> answers.forEach(answer -> answer.to().promise().complete(answer.outcome())));
    }

    private void refuse(Work work, String reason) {
        switch (work) {
            case Work.Write write -> answer(List.of(new Batch.Answer(write, new WriteOutcome.Refused(new Refusal.ReadOnly(reason)))));
            case Work.Fresh fresh -> refuse(fresh.promise(), reason);
            case Work.Job<?> job -> refuse(job.promise(), reason);
            case Work.Wake wake -> wakePending.set(false);
        }
    }

    private void refuse(CompletableFuture<?> promise, String reason) {
        notifier.execute(() -> promise.completeExceptionally(new UncheckedIOException(new IOException(reason))));
    }

    @Override
    public void close() {
        stop.set(true);
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
