package dev.sluice.admin.store.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;

/** What differs between the two databases. */
sealed interface Dialect extends AutoCloseable permits SqliteDialect, PostgresDialect {
    /** Connections set up as this store needs them; for migrations and for the writer. */
    DataSource writing();

    /** Connections that only read. */
    DataSource reading();

    /** Where the migrations are on the class path. */
    String migrations();

    /** After {@code SELECT ... FROM sluice_meta}: keeps other writers out until the transaction ends. */
    String lockSuffix();

    /** Tells other replicas, when the transaction commits, that there is something new. */
    void announce(Handle handle, long transaction);

    /** Calls {@code wake} when another replica may have committed, until {@code stop}. Returns at once where there are no other replicas. */
    void listen(Runnable wake, AtomicBoolean stop);

    /** Whether other processes may write too. */
    boolean hasReplicas();

    /** How often to look for what other replicas committed. */
    Duration pollInterval();

    /** Refuses a database that is not whole. Called before anything else is read. */
    void check(Connection connection) throws SQLException, StoreCannotOpen;

    @Override
    void close();
}
