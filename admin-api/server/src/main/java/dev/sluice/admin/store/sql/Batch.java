package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.Refusal;
import dev.sluice.admin.store.WriteOutcome;
import dev.sluice.admin.store.WriteRequest;
import dev.sluice.admin.store.transact.Commit;
import dev.sluice.admin.store.transact.Prepared;
import dev.sluice.admin.store.transact.Transactor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The transactions that go into one commit of the database, each judged on top of the one before. */
final class Batch {
    private static final Logger LOG = LoggerFactory.getLogger(Batch.class);

    private final Transactor transactor;
    private final Bodies bodies;
    private final Supplier<String> uids;
    private final Instant now;
    private Head head;

    private final List<JournalTable.Entry> entries = new ArrayList<>();
    private final Map<ObjectKey, Optional<ObjectRow>> objects = new LinkedHashMap<>();
    private final Map<String, Write> byIdempotencyKey = new HashMap<>();
    private final List<Answer> answers = new ArrayList<>();

    /** What to tell whom once the batch is committed. */
    record Answer(Work.Write to, WriteOutcome outcome) {}

    private record Write(WriteRequest request, WriteOutcome.Committed outcome) {}

    Batch(Transactor transactor, Bodies bodies, Supplier<String> uids, Instant now, Head head) {
        this.transactor = transactor;
        this.bodies = bodies;
        this.uids = uids;
        this.now = now;
        this.head = head;
    }

    void add(Work.Write work) {
        Optional<WriteOutcome> repeated = repeated(work.request());
        answers.add(new Answer(work, repeated.isPresent() ? repeated.get() : judge(work)));
    }

    /** The answer is known already. */
    void add(Work.Write work, WriteOutcome outcome) {
        answers.add(new Answer(work, outcome));
    }

    private Optional<WriteOutcome> repeated(WriteRequest request) {
        if (request.idempotencyKey().isEmpty()) return Optional.empty();
        WriteRequest.IdempotencyKey key = request.idempotencyKey().get();
        Write earlier = byIdempotencyKey.get(key.key());
        if (earlier == null) return Optional.empty();
        if (!earlier.request().idempotencyKey().equals(request.idempotencyKey())) {
            return Optional.of(new WriteOutcome.Refused(new Refusal.IdempotencyKeyReused(key.key())));
        }
        WriteOutcome.Committed first = earlier.outcome();
        return Optional.of(new WriteOutcome.Committed(first.position(), first.changes(), first.changes(), first.warnings(), true));
    }

    private WriteOutcome judge(Work.Write work) {
        Prepared prepared;
        try {
            prepared = transactor.prepare(head.view(), work.request(), work.admission(), now, head.lastStamp(), uids);
        } catch (RuntimeException fault) {
            String incident = uids.get();
            LOG.error("A write by {} failed by a fault of the program, incident {}", work.request().actor(), incident, fault);
            return new WriteOutcome.Refused(new Refusal.Failed(incident));
        }
        return switch (prepared) {
            case Prepared.Refused refused -> new WriteOutcome.Refused(refused.refusal());
            case Prepared.Idle idle -> new WriteOutcome.Committed(head.view().position(), idle.results(), List.of(), List.of(), false);
            case Prepared.Ready ready -> {
                Commit commit = ready.commit();
                var outcome = new WriteOutcome.Committed(commit.position(), ready.results(), commit.changes(), ready.warnings(), false);
                if (!work.request().dryRun()) keep(work.request(), ready, outcome);
                yield outcome;
            }
        };
    }

    private void keep(WriteRequest request, Prepared.Ready ready, WriteOutcome.Committed outcome) {
        Commit commit = ready.commit();
        var rows = new ArrayList<JournalRow>();
        for (Change change : commit.changes()) {
            JournalRow row = row(commit.position().transaction(), rows.size(), change);
            rows.add(row);
            objects.put(change.key(), row.op() == JournalRow.Op.D ? Optional.empty() : Optional.of(row.object()));
        }
        entries.add(new JournalTable.Entry(commit, uids.get(), ready.atMicros(), request, List.copyOf(rows)));
        request.idempotencyKey().ifPresent(key -> byIdempotencyKey.put(key.key(), new Write(request, outcome)));
        head = new Head(ready.after(), ready.lastStampMicros());
    }

    private JournalRow row(long transaction, int sequence, Change change) {
        return switch (change) {
            case Change.Created created -> JournalRow.of(transaction, sequence, JournalRow.Op.C, 0, bodies.row(created.object()));
            case Change.Updated updated -> JournalRow.of(transaction, sequence, JournalRow.Op.U, updated.before().revision(),
                    bodies.row(updated.after()));
            case Change.Deleted deleted -> JournalRow.of(transaction, sequence, JournalRow.Op.D, deleted.before().revision(),
                    bodies.row(deleted.last()));
            case Change.Unchanged unchanged -> throw new IllegalStateException("no event: " + unchanged.key());
        };
    }

    /** The state after the batch. */
    Head head() {
        return head;
    }

    List<JournalTable.Entry> entries() {
        return entries;
    }

    /** The last state of each object that the batch touches; empty: deleted. */
    Map<ObjectKey, Optional<ObjectRow>> objects() {
        return objects;
    }

    List<Answer> answers() {
        return answers;
    }

    List<Commit> commits() {
        return entries.stream().map(JournalTable.Entry::commit).toList();
    }
}
