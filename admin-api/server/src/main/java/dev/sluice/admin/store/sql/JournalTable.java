package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.History;
import dev.sluice.admin.store.Position;
import dev.sluice.admin.store.StoredObject;
import dev.sluice.admin.store.WriteRequest;
import dev.sluice.admin.store.transact.Commit;
import dev.sluice.resources.Counter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The SQL of the journal: transactions and what they changed. */
final class JournalTable {
    private static final String ENTRY_COLUMNS = "t.tx, t.txid, t.at, t.actor, t.verb, t.message, t.idempotency_key, t.fingerprint, t.events, "
            + "t.configuration, t.runtime, t.fleet, "
            + "(SELECT count(*) FROM sluice_journal j WHERE j.tx = t.tx AND j.counter = 'C') AS made_configuration, "
            + "(SELECT count(*) FROM sluice_journal j WHERE j.tx = t.tx AND j.counter = 'R') AS made_runtime, "
            + "(SELECT count(*) FROM sluice_journal j WHERE j.tx = t.tx AND j.counter = 'F') AS made_fleet";

    private JournalTable() {}

    /** A transaction to be written. */
    record Entry(Commit commit, String txid, long atMicros, WriteRequest request, List<JournalRow> rows) {}

    static void append(Handle handle, List<Entry> entries) {
        PreparedBatch transactions = handle
                .prepareBatch("INSERT INTO sluice_tx (tx, txid, at, actor, verb, message, idempotency_key, fingerprint, "
                        + "events, configuration, runtime, fleet) VALUES (:tx, :txid, :at, :actor, :verb, :message, :key, :fingerprint, :events, "
                        + ":configuration, :runtime, :fleet)");
        PreparedBatch journal = handle.prepareBatch("INSERT INTO sluice_journal (tx, seq, op, prev_rev, hash, " + Tables.OBJECT_COLUMNS
                + ") VALUES (:tx, :seq, :op, :previous, :hash, :grp, :resource, :ns, :name, :uid, :counter, :rev, :generation, :created, :body, "
                + ":sealed)");
        for (Entry entry : entries) {
            WriteRequest request = entry.request();
            Position position = entry.commit().position();
            transactions.bind("tx", position.transaction()).bind("txid", entry.txid()).bind("at", entry.atMicros())
                    .bind("actor", request.actor())
                    .bind("verb", request.verb()).bind("message", request.message())
                    .bind("key", request.idempotencyKey().map(WriteRequest.IdempotencyKey::key))
                    .bind("fingerprint", request.idempotencyKey().map(WriteRequest.IdempotencyKey::fingerprint))
                    .bind("events", entry.rows().size()).bind("configuration", position.configuration()).bind("runtime", position.runtime())
                    .bind("fleet", position.fleet()).add();
            for (JournalRow row : entry.rows()) {
                Tables.bind(journal, row.object());
                journal.bind("tx", row.transaction()).bind("seq", row.sequence()).bind("op", row.op().name())
                        .bind("previous", row.previous())
                        .bind("hash", row.hash()).add();
            }
        }
        transactions.execute();
        journal.execute();
    }

    /** Number and time of the transaction that carried this idempotency key, and the fingerprint it came with. */
    record Earlier(long transaction, String fingerprint) {}

    static Optional<Earlier> withIdempotencyKey(Handle handle, String key) {
        return handle.createQuery("SELECT tx, fingerprint FROM sluice_tx WHERE idempotency_key = :key").bind("key", key)
                .map((row, context) -> new Earlier(row.getLong("tx"), row.getString("fingerprint"))).findOne();
    }

    static boolean contains(Handle handle, String txid) {
        return handle.createQuery("SELECT tx FROM sluice_tx WHERE txid = :txid").bind("txid", txid).mapTo(Long.class).findOne().isPresent();
    }

    /** See {@link dev.sluice.admin.store.watch.Journal#after}. */
    static List<Stored> after(Handle handle, Bodies bodies, long transaction, int maxEvents) {
        long last = transaction;
        long events = 0;
        // One event a transaction at least, so no more transactions than events are needed.
        var sizes = handle.createQuery("SELECT tx, events FROM sluice_tx WHERE tx > :tx ORDER BY tx LIMIT :max").bind("tx", transaction)
                .bind("max", maxEvents).map((row, context) -> new long[]{row.getLong("tx"), row.getLong("events")}).list();
        for (long[] size : sizes) {
            if (events >= maxEvents) break;
            last = size[0];
            events += size[1];
        }
        return range(handle, bodies, transaction + 1, last);
    }

    /** A transaction as it was read back. */
    record Stored(Commit commit, List<JournalRow> rows) {}

    /** Those numbered {@code first} to {@code last}, oldest first. */
    static List<Stored> range(Handle handle, Bodies bodies, long first, long last) {
        Map<Long, List<JournalRow>> rows = new LinkedHashMap<>();
        Map<Long, List<Change>> changes = new LinkedHashMap<>();
        handle.createQuery("SELECT j.*, p.grp AS p_grp, p.resource AS p_resource, p.ns AS p_ns, p.name AS p_name, p.uid AS p_uid, "
                + "p.counter AS p_counter, p.rev AS p_rev, p.generation AS p_generation, p.created AS p_created, p.body AS p_body, "
                + "p.sealed AS p_sealed FROM sluice_journal j LEFT JOIN sluice_journal p ON j.op = 'U' AND p.counter = j.counter "
                + "AND p.rev = j.prev_rev WHERE j.tx BETWEEN :first AND :last ORDER BY j.tx, j.seq").bind("first", first).bind("last", last)
                .map((row, context) -> {
                    JournalRow journal = row(row);
                    rows.computeIfAbsent(journal.transaction(), tx -> new ArrayList<>()).add(journal);
                    changes.computeIfAbsent(journal.transaction(), tx -> new ArrayList<>()).add(change(row, journal, bodies));
                    return journal.sequence();
                }).list();
        var stored = new ArrayList<Stored>();
        for (Summary summary : summaries(handle, first, last)) {
            long transaction = summary.position().transaction();
            List<Change> made = changes.getOrDefault(transaction, List.of());
            // Below the edge of the journal: what was superseded is gone.
            if (made.size() != summary.events()) continue;
            requireWhole(summary.position(), made);
            stored.add(new Stored(new Commit(before(summary.position(), made), summary.position(), made),
                    rows.getOrDefault(transaction, List.of())));
        }
        return stored;
    }

    private record Summary(Position position, int events) {}

    private static List<Summary> summaries(Handle handle, long first, long last) {
        return handle
                .createQuery(
                        "SELECT tx, events, configuration, runtime, fleet FROM sluice_tx WHERE tx BETWEEN :first AND :last ORDER BY tx")
                .bind("first", first).bind("last", last).map((row, context) -> new Summary(position(row), row.getInt("events"))).list();
    }

    private static void requireWhole(Position position, List<Change> changes) {
        Position reached = before(position, changes);
        for (Change change : changes) {
            reached = reached.plus(counter(change), 1);
            if (revision(change) == reached.of(counter(change))) continue;
            throw new UncheckedIOException(new IOException("the journal is damaged at transaction " + position.transaction()));
        }
    }

    private static long revision(Change change) {
        return switch (change) {
            case Change.Created created -> created.object().revision();
            case Change.Updated updated -> updated.after().revision();
            case Change.Deleted deleted -> deleted.last().revision();
            case Change.Unchanged unchanged -> unchanged.object().revision();
        };
    }

    private static Position before(Position after, List<Change> changes) {
        Position before = new Position(after.transaction() - 1, after.configuration(), after.runtime(), after.fleet());
        for (Change change : changes) before = before.plus(counter(change), -1);
        return before;
    }

    private static Counter counter(Change change) {
        return switch (change) {
            case Change.Created created -> created.object().counter();
            case Change.Updated updated -> updated.after().counter();
            case Change.Deleted deleted -> deleted.last().counter();
            case Change.Unchanged unchanged -> unchanged.object().counter();
        };
    }

    private static JournalRow row(ResultSet row) throws SQLException {
        var journal = new JournalRow(row.getLong("tx"), row.getInt("seq"), JournalRow.Op.valueOf(row.getString("op")),
                row.getLong("prev_rev"),
                Tables.object(row, ""), row.getBytes("hash"));
        if (!journal.intact()) {
            throw new UncheckedIOException(new IOException("the journal is damaged at transaction " + journal.transaction()));
        }
        return journal;
    }

    private static Change change(ResultSet row, JournalRow journal, Bodies bodies) throws SQLException {
        StoredObject object = bodies.object(journal.object());
        return switch (journal.op()) {
            case C -> new Change.Created(object);
            case U -> new Change.Updated(bodies.object(Tables.object(row, "p_")), object);
            case D -> new Change.Deleted(beforeDeletion(object, journal.previous()), object);
        };
    }

    private static StoredObject beforeDeletion(StoredObject last, long revision) {
        var tree = last.tree().deepCopy();
        tree.withObjectProperty("metadata").put("resourceVersion", Long.toString(revision));
        return new StoredObject(last.key(), last.counter(), last.uid(), revision, last.generation(), last.created(), tree);
    }

    private static Position position(ResultSet row) throws SQLException {
        return new Position(row.getLong("tx"), row.getLong("configuration"), row.getLong("runtime"), row.getLong("fleet"));
    }

    static Optional<Position> positionBefore(Handle handle, Counter counter, long revision) {
        return handle.createQuery("SELECT tx, configuration, runtime, fleet FROM sluice_tx WHERE " + column(counter)
                + " <= :revision ORDER BY tx DESC LIMIT 1").bind("revision", revision).map((row, context) -> position(row)).findOne();
    }

    static Optional<Position> positionAt(Handle handle, long configuration, long runtime) {
        return handle.createQuery("SELECT tx, configuration, runtime, fleet FROM sluice_tx WHERE configuration = :configuration "
                + "AND runtime = :runtime ORDER BY tx DESC LIMIT 1").bind("configuration", configuration).bind("runtime", runtime)
                .map((row, context) -> position(row)).findOne();
    }

    /** The position after the transaction that made {@code revision}. */
    static Optional<Position> positionOf(Handle handle, Counter counter, long revision) {
        return handle.createQuery("SELECT tx, configuration, runtime, fleet FROM sluice_tx WHERE " + column(counter)
                + " >= :revision ORDER BY tx LIMIT 1").bind("revision", revision).map((row, context) -> position(row)).findOne();
    }

    private static String column(Counter counter) {
        return switch (counter) {
            case CONFIGURATION -> "configuration";
            case RUNTIME -> "runtime";
            case FLEET -> "fleet";
        };
    }

    /** All objects of a counter as they were at {@code revision}: the newest row of each key, if it is no deletion. */
    static List<StoredObject> objectsAt(Handle handle, Bodies bodies, Counter counter, long revision) {
        return handle.createQuery("SELECT j.* FROM sluice_journal j WHERE j.counter = :counter AND j.rev <= :revision AND j.op <> 'D' "
                + "AND NOT EXISTS (SELECT 1 FROM sluice_journal n WHERE n.grp = j.grp AND n.resource = j.resource AND n.ns = j.ns "
                + "AND n.name = j.name AND n.rev > j.rev AND n.rev <= :revision) ORDER BY j.grp, j.resource, j.ns, j.name")
                .bind("counter", Tables.letter(counter)).bind("revision", revision).map((row, context) -> bodies.object(row(row).object()))
                .list();
    }

    static List<History.Entry> entries(Handle handle, long before, int limit) {
        return handle.createQuery("SELECT " + ENTRY_COLUMNS + " FROM sluice_tx t WHERE t.tx < :before ORDER BY t.tx DESC LIMIT :limit")
                .bind("before", before).bind("limit", limit).map((row, context) -> entry(row)).list();
    }

    static Optional<History.Entry> entry(Handle handle, long transaction) {
        return handle.createQuery("SELECT " + ENTRY_COLUMNS + " FROM sluice_tx t WHERE t.tx = :tx").bind("tx", transaction)
                .map((row, context) -> entry(row)).findOne();
    }

    private static History.Entry entry(ResultSet row) throws SQLException {
        Position after = position(row);
        Position before = new Position(after.transaction() - 1, after.configuration() - row.getLong("made_configuration"),
                after.runtime() - row.getLong("made_runtime"), after.fleet() - row.getLong("made_fleet"));
        return new History.Entry(before, after, Instant.EPOCH.plus(row.getLong("at"), ChronoUnit.MICROS), row.getString("actor"),
                row.getString("verb"), row.getString("message"));
    }
}
