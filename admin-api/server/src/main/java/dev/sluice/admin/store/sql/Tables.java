package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.Position;
import dev.sluice.admin.store.ResourceType;
import dev.sluice.resources.Counter;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.argument.Argument;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

/** The SQL of the tables that hold state: meta, objects, blobs. Both dialects read the same statements. */
final class Tables {
    static final String OBJECT_COLUMNS = "grp, resource, ns, name, uid, counter, rev, generation, created, body, sealed";

    private Tables() {}

    static Optional<Meta> meta(Handle handle, String suffix) {
        return handle.createQuery("SELECT * FROM sluice_meta WHERE one = 1" + suffix)
                .map((row, context) -> new Meta(row.getString("store_id"),
                        row.getBytes("seal_check"),
                        new Position(row.getLong("tx"), row.getLong("configuration"), row.getLong("runtime"), row.getLong("fleet")),
                        new Position(row.getLong("compacted_tx"), row.getLong("compacted_configuration"), row.getLong("compacted_runtime"),
                                row.getLong("compacted_fleet")),
                        row.getLong("last_stamp"), row.getBytes("state_digest")))
                .findOne();
    }

    /** Does nothing where the row is there: another replica may have been first. */
    static void createMeta(Handle handle, String storeId, byte[] sealCheck) {
        handle.createUpdate(
                "INSERT INTO sluice_meta (one, store_id, seal_check, tx, configuration, runtime, fleet, last_stamp, compacted_tx, "
                        + "compacted_configuration, compacted_runtime, compacted_fleet, state_digest) "
                        + "VALUES (1, :storeId, :sealCheck, 0, 0, 0, 0, 0, 0, 0, 0, 0, :digest) ON CONFLICT (one) DO NOTHING")
                .bind("storeId", storeId)
                .bind("sealCheck", sealCheck).bind("digest", new StateDigest().value(Position.START, 0)).execute();
    }

    static void moveHead(Handle handle, Position head, long lastStamp, byte[] digest) {
        handle.createUpdate("UPDATE sluice_meta SET tx = :tx, configuration = :configuration, runtime = :runtime, fleet = :fleet, "
                + "last_stamp = :stamp, state_digest = :digest WHERE one = 1").bind("tx", head.transaction())
                .bind("configuration", head.configuration()).bind("runtime", head.runtime()).bind("fleet", head.fleet())
                .bind("stamp", lastStamp)
                .bind("digest", digest).execute();
    }

    static void moveCompacted(Handle handle, Position position) {
        handle.createUpdate(
                "UPDATE sluice_meta SET compacted_tx = :tx, compacted_configuration = :configuration, compacted_runtime = :runtime, "
                        + "compacted_fleet = :fleet WHERE one = 1")
                .bind("tx", position.transaction()).bind("configuration", position.configuration())
                .bind("runtime", position.runtime()).bind("fleet", position.fleet()).execute();
    }

    static List<ObjectRow> objects(Handle handle) {
        return handle.createQuery("SELECT " + OBJECT_COLUMNS + " FROM sluice_object").map((row, context) -> object(row, "")).list();
    }

    /** @param changes the last state of each key; empty: deleted */
    static void writeObjects(Handle handle, Map<ObjectKey, Optional<ObjectRow>> changes) {
        PreparedBatch upserts = handle.prepareBatch("INSERT INTO sluice_object (" + OBJECT_COLUMNS
                + ") VALUES (:grp, :resource, :ns, :name, :uid, "
                + ":counter, :rev, :generation, :created, :body, :sealed) ON CONFLICT (grp, resource, ns, name) DO UPDATE SET uid = excluded.uid, "
                + "counter = excluded.counter, rev = excluded.rev, generation = excluded.generation, created = excluded.created, "
                + "body = excluded.body, sealed = excluded.sealed");
        PreparedBatch deletes = handle
                .prepareBatch("DELETE FROM sluice_object WHERE grp = :grp AND resource = :resource AND ns = :ns AND name = :name");
        changes.forEach((key, row) -> {
            if (row.isPresent()) {
                bind(upserts, row.get());
                upserts.add();
            } else {
                bind(deletes, key);
                deletes.add();
            }
        });
        if (upserts.size() > 0) upserts.execute();
        if (deletes.size() > 0) deletes.execute();
    }

    static void bind(SqlStatement<?> statement, ObjectKey key) {
        statement.bind("grp", key.type().group()).bind("resource", key.type().plural()).bind("ns", key.namespace()).bind("name",
                key.name());
    }

    static void bind(SqlStatement<?> statement, ObjectRow row) {
        bind(statement, row.key());
        statement.bind("uid", row.uid()).bind("counter", letter(row.counter())).bind("rev", row.revision())
                .bind("generation", row.generation())
                .bind("created", row.createdMicros());
        switch (row.body()) {
            case Body.Clear clear -> statement.bind("body", new Text(clear.json())).bind("sealed", new Bytes(null));
            case Body.Sealed sealed -> statement.bind("body", new Text(null)).bind("sealed", new Bytes(sealed.bytes()));
        }
    }

    /** In a batch, JDBI binds a column as it did in the first row: one class for what may be null in some rows only. */
    private record Text(@Nullable String value) implements Argument {
        @Override
        public void apply(int position, PreparedStatement statement, StatementContext context) throws SQLException {
            statement.setString(position, value);
        }
    }

    private record Bytes(byte @Nullable [] value) implements Argument {
        @Override
        public void apply(int position, PreparedStatement statement, StatementContext context) throws SQLException {
            statement.setBytes(position, value);
        }
    }

    static ObjectRow object(ResultSet row, String prefix) throws SQLException {
        var key = new ObjectKey(new ResourceType(row.getString(prefix + "grp"), row.getString(prefix + "resource")),
                row.getString(prefix + "ns"),
                row.getString(prefix + "name"));
        return new ObjectRow(key, counter(row.getString(prefix + "counter")), row.getString(prefix + "uid"), row.getLong(prefix + "rev"),
                row.getLong(prefix + "generation"), row.getLong(prefix + "created"), body(row, prefix));
    }

    private static Body body(ResultSet row, String prefix) throws SQLException {
        @Nullable String clear = row.getString(prefix + "body");
        return clear != null ? new Body.Clear(clear) : new Body.Sealed(row.getBytes(prefix + "sealed"));
    }

    static String letter(Counter counter) {
        return switch (counter) {
            case CONFIGURATION -> "C";
            case RUNTIME -> "R";
            case FLEET -> "F";
        };
    }

    static Counter counter(String letter) throws SQLException {
        return switch (letter) {
            case "C" -> Counter.CONFIGURATION;
            case "R" -> Counter.RUNTIME;
            case "F" -> Counter.FLEET;
            default -> throw new SQLException("counter '" + letter + "' in the database is none of C, R, F");
        };
    }

    record SealedBlob(long version, byte[] sealed) {}

    static Optional<SealedBlob> blob(Handle handle, String name) {
        return handle.createQuery("SELECT version, sealed FROM sluice_blob WHERE name = :name").bind("name", name)
                .map((row, context) -> new SealedBlob(row.getLong("version"), row.getBytes("sealed"))).findOne();
    }

    /** False if the blob's version is not {@code expectedVersion}. */
    static boolean putBlob(Handle handle, String name, long expectedVersion, byte[] sealed) {
        String sql = expectedVersion == 0
                ? "INSERT INTO sluice_blob (name, version, sealed) VALUES (:name, :expected + 1, :sealed) ON CONFLICT (name) DO NOTHING"
                : "UPDATE sluice_blob SET version = version + 1, sealed = :sealed WHERE name = :name AND version = :expected";
        return handle.createUpdate(sql).bind("name", name).bind("expected", expectedVersion).bind("sealed", sealed).execute() == 1;
    }
}
