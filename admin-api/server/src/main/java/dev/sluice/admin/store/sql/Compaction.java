package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.Position;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/**
 * Shortens the journal. What stays, besides the window: the newest row of each object at the window's edge, so that every state within the window can
 * be rebuilt.
 *
 * @param age how long superseded rows are kept
 * @param events how many rows the window holds at most
 */
record Compaction(Duration age, long events) {
    /** So that writers wait no longer than a moment. */
    private static final int TRANSACTIONS_A_STEP = 2_000;

    /** Moves the edge, at most some thousand transactions; the new edge, or empty if there was nothing to do. Within the caller's transaction. */
    Optional<Position> step(Handle handle, Instant now, Position head) {
        long edge = Tables.meta(handle, "").map(meta -> meta.compacted().transaction()).orElse(0L);
        long wanted = Math.max(byAge(handle, now), byCount(handle, head));
        long target = Math.min(wanted, edge + TRANSACTIONS_A_STEP);
        if (target <= edge) return Optional.empty();
        Position position = handle.createQuery("SELECT tx, configuration, runtime, fleet FROM sluice_tx WHERE tx = :tx").bind("tx", target)
                .map((row, context) -> new Position(row.getLong("tx"), row.getLong("configuration"), row.getLong("runtime"),
                        row.getLong("fleet")))
                .one();
        // Every key that the step passes over: only its newest row up to the edge stays, and not even that if it is a deletion.
        handle.createUpdate("DELETE FROM sluice_journal WHERE tx <= :target AND (op = 'D' OR EXISTS (SELECT 1 FROM sluice_journal n "
                + "WHERE n.grp = sluice_journal.grp AND n.resource = sluice_journal.resource AND n.ns = sluice_journal.ns "
                + "AND n.name = sluice_journal.name AND n.rev > sluice_journal.rev AND n.tx <= :target))").bind("target", target).execute();
        handle.createUpdate(
                "DELETE FROM sluice_tx WHERE tx <= :target AND NOT EXISTS (SELECT 1 FROM sluice_journal j WHERE j.tx = sluice_tx.tx)")
                .bind("target", target).execute();
        Tables.moveCompacted(handle, position);
        return Optional.of(position);
    }

    private long byAge(Handle handle, Instant now) {
        long before = ChronoUnit.MICROS.between(Instant.EPOCH, now.minus(age));
        return handle.createQuery("SELECT coalesce(max(tx), 0) FROM sluice_tx WHERE at < :before").bind("before", before).mapTo(Long.class)
                .one();
    }

    /** Revisions have no gap, so the events after a transaction are counted by its position. */
    private long byCount(Handle handle, Position head) {
        long all = head.configuration() + head.runtime() + head.fleet();
        return handle.createQuery("SELECT coalesce(max(tx), 0) FROM sluice_tx WHERE configuration + runtime + fleet <= :limit")
                .bind("limit", all - events).mapTo(Long.class).one();
    }
}
