package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.Position;
import dev.sluice.admin.store.transact.ArrayView;
import dev.sluice.admin.store.transact.Commit;
import dev.sluice.admin.store.watch.Hub;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** The newest committed state that this process knows, moved on by its own commits and by those of other replicas. Moved by the writer's thread alone. */
final class Frontier {
    private static final int PAGE = 5_000;

    private final Bodies bodies;
    private final StateDigest digest;
    private final Hub hub;
    private volatile Head head;

    Frontier(Bodies bodies, Loaded loaded, Hub hub) {
        this.bodies = bodies;
        this.digest = loaded.digest();
        this.head = loaded.head();
        this.hub = hub;
    }

    Head head() {
        return head;
    }

    ArrayView view() {
        return head.view();
    }

    /** Puts the batch into the tables; the caller commits. */
    void store(Handle open, Batch batch) {
        JournalTable.append(open, batch.entries());
        Tables.writeObjects(open, batch.objects());
        Position position = batch.head().view().position();
        long lastStamp = batch.head().lastStamp();
        Tables.moveHead(open, position, lastStamp, digest.with(hashes(batch.objects()), position, lastStamp));
    }

    /** The batch was committed. */
    void moveBy(Batch batch) {
        hashes(batch.objects()).forEach(digest::put);
        head = batch.head();
        hub.publish(batch.commits());
    }

    private static Map<ObjectKey, Optional<byte[]>> hashes(Map<ObjectKey, Optional<ObjectRow>> rows) {
        var hashes = new HashMap<ObjectKey, Optional<byte[]>>();
        rows.forEach((key, row) -> hashes.put(key, row.map(ObjectRow::hash)));
        return hashes;
    }

    /** Reads and publishes what others committed. Throws {@link Behind}. */
    void catchUp(Handle open, Meta meta) {
        if (meta.head().transaction() < view().position().transaction()) {
            throw new Behind(
                    "the database is at transaction " + meta.head().transaction() + ", this process at " + view().position().transaction()
                            + ": was a backup restored? Restart this process");
        }
        hub.compacted(meta.compacted());
        while (view().position().transaction() < meta.head().transaction()) {
            List<JournalTable.Stored> missed = JournalTable.after(open, bodies, view().position().transaction(), PAGE);
            if (missed.isEmpty() || !missed.getFirst().commit().before().equals(view().position())) {
                throw new Behind("the journal no longer reaches back to where this process stands; restart it");
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

    /** The database is not a continuation of what this process knows. */
    static final class Behind extends RuntimeException {
        Behind(String message) {
            super(message);
        }
    }
}
