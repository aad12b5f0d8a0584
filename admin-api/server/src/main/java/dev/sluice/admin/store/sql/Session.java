package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.Store;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * The writer's connection: opened when needed, thrown away when broken, and what that says of the store's health. Of the writer's thread alone, save
 * {@link #health}.
 */
final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Jdbi jdbi;
    private volatile Store.Health health = new Store.Health.Writable();
    private @Nullable Handle handle;

    Session(DataSource source) {
        this.jdbi = Jdbi.create(source);
    }

    Store.Health health() {
        return health;
    }

    String reason() {
        return health instanceof Store.Health.ReadOnly readOnly ? readOnly.reason() : "the database refused the write";
    }

    /** Begins a transaction. Null where the database cannot be had; {@link #health} then says why. */
    @Nullable
    Handle begin() {
        try {
            Handle open = handle;
            if (open == null) {
                open = jdbi.open();
                handle = open;
            }
            open.begin();
            if (health instanceof Store.Health.ReadOnly) prove(open);
            return open;
        } catch (RuntimeException failed) {
            fail(failed);
            return null;
        }
    }

    /** The proof that writes work again is one that was synced. */
    private void prove(Handle open) {
        open.createUpdate("UPDATE sluice_meta SET one = 1 WHERE one = 1").execute();
        open.commit();
        open.begin();
        LOG.info("The store takes writes again");
        health = new Store.Health.Writable();
    }

    void rollback(Handle open) {
        try {
            open.rollback();
        } catch (RuntimeException broken) {
            close();
        }
    }

    /** The store is read-only from now on, until {@link #begin} proves otherwise. */
    void fail(RuntimeException failed) {
        close();
        Throwable root = failed instanceof JdbiException && failed.getCause() != null ? failed.getCause() : failed;
        String reason = String.valueOf(root.getMessage()).lines().findFirst().orElse(root.getClass().getSimpleName());
        boolean news = !(health instanceof Store.Health.ReadOnly);
        health = new Store.Health.ReadOnly(reason);
        if (news) LOG.error("The store is read-only: {}", reason);
    }

    /** Throws the connection away; the next {@link #begin} opens one. */
    void close() {
        Handle open = handle;
        handle = null;
        if (open == null) return;
        try {
            open.close();
        } catch (RuntimeException ignored) {
            // It is thrown away because it is broken, or at the end.
        }
    }

    /** Whether the database refused a value or broke a constraint (SQLSTATE classes 22 and 23), so that the next write may be fine. */
    static boolean isOfTheWrite(JdbiException failed) {
        if (!(failed.getCause() instanceof SQLException refused)) return false;
        boolean constraint = refused instanceof SQLiteException sqlite
                && (sqlite.getErrorCode() & 0xff) == SQLiteErrorCode.SQLITE_CONSTRAINT.code;
        String state = String.valueOf(refused.getSQLState());
        return constraint || state.startsWith("22") || state.startsWith("23");
    }
}
