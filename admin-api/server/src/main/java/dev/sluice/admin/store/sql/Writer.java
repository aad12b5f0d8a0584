package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.Position;
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
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

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
    private static final int TAIL_PAGE = 5_000;
    private static final Duration COMPACT_EVERY = Duration.ofMinutes(10);

    private final Dialect dialect;
    private final Jdbi jdbi;
    private final Transactor transactor;
    private final Bodies bodies;
    private final StateDigest digest;
    private final Hub hub;
    private final InstantSource clock;
    private final Supplier<String> uids;
    private final Executor notifier;
    private final Compaction compaction;
    private final BlockingQueue<Work> queue = new ArrayBlockingQueue<>(MAX_WAITING);
    private final AtomicBoolean wakePending = new AtomicBoolean();
    private final AtomicBoolean stop = new AtomicBoolean();
    private final Thread thread;

    private volatile Head head;
    private volatile Store.Health health = new Store.Health.Writable();
    private volatile boolean closed;
    private @Nullable Handle handle;
    private Instant nextCompaction;

    Writer(Dialect dialect, Transactor transactor, Bodies bodies, Loaded loaded, Hub hub, InstantSource clock, Supplier<String> uids,
            Executor notifier, Compaction compaction) {
        this.dialect = dialect;
        this.jdbi = Jdbi.create(dialect.writing());
        this.transactor = transactor;
        this.bodies = bodies;
        this.digest = loaded.digest();
        this.head = loaded.head();
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
        return head.view();
    }

    Store.Health health() {
        return health;
    }

    /** False if too much waits, or the writer is closed. */
    boolean offer(Work work) {
        return !closed && queue.offer(work);
    }

    boolean isClosed() { return closed; }

    private void wake() {
        boolean first = wakePending.compareAndSet(false, true);
        if (first && !queue.offer(new Work.Wake())) wakePending.set(false);
    }

    private void run() {
        var works = new ArrayList<Work>();
        while (!closed) {
            try {
                Work first = queue.poll(dialect.pollInterval().toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) works.add(first);
                queue.drainTo(works, MAX_BATCH - 1);
                round(works);
            } catch (InterruptedException closing) {
                closed = true;
            } catch (RuntimeException fault) {
                LOG.error("The store's writer met a fault of the program", fault);
                works.forEach(work -> refuse(work, "a fault of the program; the log says more"));
            }
            works.clear();
        }
        queue.drainTo(works);
        works.forEach(work -> refuse(work, "the store is closed"));
        closeHandle();
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
        if (onlyDryRuns) {
            tail(fresh);
            Batch batch = newBatch();
            writes.forEach(batch::add);
            answer(batch.answers());
        } else {
            commit(writes);
            tail(fresh);
        }
        compactIfDue();
    }

    private Batch newBatch() {
        return new Batch(transactor, bodies, uids, clock.instant(), head);
    }

    private void commit(List<Work.Write> writes) {
        Handle open = begin();
        if (open == null) {
            writes.forEach(write -> refuse(write, readOnlyReason()));
            return;
        }
        Batch batch;
        try {
            batch = fill(open, writes);
            store(open, batch);
        } catch (RuntimeException failed) {
            rollback(open);
            if (writes.size() > 1 && !(failed instanceof StoreBehind)) {
                // One of them may be what the database cannot take: the others must not suffer.
                writes.forEach(write -> commit(List.of(write)));
            } else if (isOfTheWrite(failed)) {
                writes.forEach(write -> answer(List.of(new Batch.Answer(write, failed(write, failed)))));
            } else {
                fail(failed);
                writes.forEach(write -> refuse(write, readOnlyReason()));
            }
            return;
        }
        try {
            open.commit();
        } catch (RuntimeException failed) {
            uncertain(batch, failed);
            return;
        }
        committed(batch);
    }

    /** A value or a constraint that the database refuses (SQLSTATE classes 22 and 23), or a fault of the program: the next write may be fine. */
    private static boolean isOfTheWrite(RuntimeException failed) {
        if (failed instanceof StoreBehind || failed instanceof UncheckedIOException) return false;
        if (!(failed instanceof JdbiException)) return true;
        if (!(failed.getCause() instanceof SQLException refused)) return false;
        boolean constraint = refused instanceof SQLiteException sqlite
                && (sqlite.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_CONSTRAINT.code;
        String state = String.valueOf(refused.getSQLState());
        return constraint || state.startsWith("22") || state.startsWith("23");
    }

    private WriteOutcome failed(Work.Write write, RuntimeException fault) {
        String incident = uids.get();
        LOG.error("A write by {} could not be stored, incident {}", write.request().actor(), incident, fault);
        return new WriteOutcome.Refused(new Refusal.Failed(incident));
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

    private void store(Handle open, Batch batch) {
        if (batch.entries().isEmpty()) return;
        JournalTable.append(open, batch.entries());
        Tables.writeObjects(open, batch.objects());
        Position position = batch.head().view().position();
        long lastStamp = batch.head().lastStamp();
        Tables.moveHead(open, position, lastStamp, digest.with(hashes(batch.objects()), position, lastStamp));
        dialect.announce(open, position.transaction());
    }

    private Optional<WriteOutcome> earlier(Handle open, WriteRequest request) {
        if (request.idempotencyKey().isEmpty()) return Optional.empty();
        WriteRequest.IdempotencyKey key = request.idempotencyKey().get();
        return JournalTable.withIdempotencyKey(open, key.key()).map(earlier -> {
            if (!earlier.fingerprint().equals(key.fingerprint()))
                return new WriteOutcome.Refused(new Refusal.IdempotencyKeyReused(key.key()));
            List<JournalTable.Stored> stored = JournalTable.range(open, bodies, earlier.transaction(), earlier.transaction());
            // Known to have been committed; what it changed may be compacted away.
            if (stored.isEmpty()) return new WriteOutcome.Committed(head.view().position(), List.of(), List.of(), List.of(), true);
            Commit commit = stored.getFirst().commit();
            return new WriteOutcome.Committed(commit.position(), commit.changes(), commit.changes(), List.of(), true);
        });
    }

    private void committed(Batch batch) {
        hashes(batch.objects()).forEach(digest::put);
        head = batch.head();
        hub.publish(batch.commits());
        answer(batch.answers());
    }

    /** The commit broke: only the database knows whether it happened. */
    private void uncertain(Batch batch, RuntimeException failed) {
        LOG.warn("A commit broke; asking the database whether it happened", failed);
        closeHandle();
        Handle open = begin();
        if (open == null) {
            fail(failed);
            for (Batch.Answer answer : batch.answers()) {
                boolean changed = answer.outcome() instanceof WriteOutcome.Committed done && !done.changes().isEmpty() && !done.replayed();
                WriteOutcome outcome = changed ? new WriteOutcome.Refused(new Refusal.OutcomeUnknown(readOnlyReason())) : answer.outcome();
                answer(List.of(new Batch.Answer(answer.to(), outcome)));
            }
            return;
        }
        try {
            boolean happened = batch.entries().isEmpty() || JournalTable.contains(open, batch.entries().getFirst().txid());
            lockAndCatchUp(open);
            open.commit();
            if (happened) {
                answer(batch.answers());
            } else {
                fail(failed);
                batch.answers().forEach(answer -> refuse(answer.to(), readOnlyReason()));
            }
        } catch (RuntimeException again) {
            rollback(open);
            fail(again);
            batch.answers()
                    .forEach(answer -> answer(List.of(new Batch.Answer(answer.to(),
                            new WriteOutcome.Refused(new Refusal.OutcomeUnknown(readOnlyReason()))))));
        }
    }

    /** Takes the lock (held until the transaction ends) and brings the head up to what is committed. */
    private void lockAndCatchUp(Handle open) {
        Meta meta = Tables.meta(open, dialect.lockSuffix()).orElseThrow(() -> new StoreBehind("the database is empty"));
        catchUp(open, meta);
    }

    private void catchUp(Handle open, Meta meta) {
        if (meta.head().transaction() < head.view().position().transaction()) {
            throw new StoreBehind("the database is at transaction " + meta.head().transaction() + ", this process at "
                    + head.view().position().transaction() + ": was a backup restored? Restart this process");
        }
        hub.compacted(meta.compacted());
        while (head.view().position().transaction() < meta.head().transaction()) {
            List<JournalTable.Stored> missed = JournalTable.after(open, bodies, head.view().position().transaction(), TAIL_PAGE);
            if (missed.isEmpty() || !missed.getFirst().commit().before().equals(head.view().position())) {
                throw new StoreBehind("the journal no longer reaches back to where this process stands; restart it");
            }
            missed.forEach(this::follow);
        }
        head = new Head(head.view(), Math.max(meta.lastStamp(), head.lastStamp()));
    }

    private void follow(JournalTable.Stored stored) {
        for (JournalRow row : stored.rows()) {
            digest.put(row.object().key(), row.op() == JournalRow.Op.D ? Optional.empty() : Optional.of(row.object().hash()));
        }
        Commit commit = stored.commit();
        head = new Head(head.view().with(commit.changes(), commit.position()), head.lastStamp());
        hub.publish(List.of(commit));
    }

    /** Reads what other replicas committed. */
    private void tail(List<Work.Fresh> fresh) {
        boolean replicas = dialect instanceof PostgresDialect;
        if (replicas) {
            Handle open = begin();
            try {
                if (open == null) throw new StoreBehind(readOnlyReason());
                catchUp(open, Tables.meta(open, "").orElseThrow(() -> new StoreBehind("the database is empty")));
                open.commit();
            } catch (RuntimeException failed) {
                if (open != null) {
                    rollback(open);
                    fail(failed);
                }
                fresh.forEach(work -> refuse(work, readOnlyReason()));
                return;
            }
        }
        ArrayView view = head.view();
        fresh.forEach(work -> notifier.execute(() -> work.promise().complete(view)));
    }

    private <T> void runJob(Work.Job<T> job) {
        Handle open = begin();
        if (open == null) {
            refuse(job, readOnlyReason());
            return;
        }
        try {
            lockAndCatchUp(open);
            T result = job.task().apply(open);
            open.commit();
            notifier.execute(() -> job.promise().complete(result));
        } catch (RuntimeException failed) {
            rollback(open);
            fail(failed);
            refuse(job, readOnlyReason());
        }
    }

    private void compactIfDue() {
        if (clock.instant().isBefore(nextCompaction) || health instanceof Store.Health.ReadOnly) return;
        nextCompaction = clock.instant().plus(COMPACT_EVERY);
        Handle open = begin();
        if (open == null) return;
        try {
            lockAndCatchUp(open);
            boolean more = compaction.step(open, clock.instant(), head.view().position()).map(position -> {
                open.commit();
                hub.compacted(position);
                return true;
            }).orElse(false);
            if (more) {
                nextCompaction = clock.instant();
            } else if (open.isInTransaction()) {
                open.rollback();
            }
        } catch (RuntimeException failed) {
            rollback(open);
            fail(failed);
        }
    }

    /** Null where the database cannot be had; {@link #health} then says why. */
    private @Nullable Handle begin() {
        try {
            Handle open = handle;
            if (open == null) {
                open = jdbi.open();
                handle = open;
            }
            open.begin();
            if (health instanceof Store.Health.ReadOnly) {
                // The proof that writes work again is one that was synced.
                open.createUpdate("UPDATE sluice_meta SET one = 1 WHERE one = 1").execute();
                open.commit();
                open.begin();
                LOG.info("The store takes writes again");
                health = new Store.Health.Writable();
            }
            return open;
        } catch (RuntimeException failed) {
            fail(failed);
            return null;
        }
    }

    private void rollback(Handle open) {
        try {
            open.rollback();
        } catch (RuntimeException ignored) {
            closeHandle();
        }
    }

    private void closeHandle() {
        Handle open = handle;
        handle = null;
        if (open == null) return;
        try {
            open.close();
        } catch (RuntimeException ignored) {
            // It is thrown away because it is broken.
        }
    }

    private void fail(RuntimeException failed) {
        closeHandle();
        Throwable root = failed;
        if (failed instanceof JdbiException && failed.getCause() != null) root = failed.getCause();
        String reason = String.valueOf(root.getMessage()).lines().findFirst().orElse(root.getClass().getSimpleName());
        boolean news = !(health instanceof Store.Health.ReadOnly);
        health = new Store.Health.ReadOnly(reason);
        if (news) LOG.error("The store is read-only: {}", reason);
    }

    private String readOnlyReason() {
        return health instanceof Store.Health.ReadOnly readOnly ? readOnly.reason() : "the database refused the write";
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

    private void refuse(java.util.concurrent.CompletableFuture<?> promise, String reason) {
        notifier.execute(() -> promise.completeExceptionally(new UncheckedIOException(new IOException(reason))));
    }

    private static Map<ObjectKey, Optional<byte[]>> hashes(Map<ObjectKey, Optional<ObjectRow>> rows) {
        var hashes = new HashMap<ObjectKey, Optional<byte[]>>();
        rows.forEach((key, row) -> hashes.put(key, row.map(ObjectRow::hash)));
        return hashes;
    }

    @Override
    public void close() {
        closed = true;
        stop.set(true);
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The database is not a continuation of what this process knows. */
    private static final class StoreBehind extends RuntimeException {
        StoreBehind(String message) {
            super(message);
        }
    }
}
