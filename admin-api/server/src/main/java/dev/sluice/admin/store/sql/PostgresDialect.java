package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.sql.StoreCannotOpen.Cause;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** PostgreSQL, shared by replicas: the row lock on {@code sluice_meta} orders their writes, notifications wake the others. */
final class PostgresDialect implements Dialect {
    private static final Logger LOG = LoggerFactory.getLogger(PostgresDialect.class);
    private static final String CHANNEL = "sluice_tx";

    private final String url;

    PostgresDialect(String url) {
        this.url = url;
    }

    @Override
    public DataSource writing() {
        var source = source();
        // A replica that hangs with the lock in its hand must lose it; one that waits for it must answer.
        source.setOptions(
                "-c lock_timeout=10s -c statement_timeout=60s -c idle_in_transaction_session_timeout=60s -c synchronous_commit=on");
        return source;
    }

    @Override
    public DataSource reading() {
        var source = source();
        source.setReadOnly(true);
        source.setOptions("-c statement_timeout=60s");
        return source;
    }

    private PGSimpleDataSource source() {
        var source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setApplicationName("sluice");
        source.setConnectTimeout(10);
        source.setSocketTimeout(90);
        source.setTcpKeepAlive(true);
        return source;
    }

    @Override
    public String migrations() {
        return "classpath:dev/sluice/admin/store/sql/postgres";
    }

    @Override
    public String lockSuffix() {
        return " FOR UPDATE";
    }

    @Override
    public void announce(Handle handle, long transaction) {
        handle.createUpdate("SELECT pg_notify('" + CHANNEL + "', :tx)").bind("tx", Long.toString(transaction)).execute();
    }

    /** A notification is a hint; the poll finds what it missed, so a broken connection here costs at most a second. */
    @Override
    public void listen(Runnable wake, AtomicBoolean stop) {
        Thread.ofPlatform().name("sluice-store-listen").daemon().start(() -> {
            while (!stop.get()) {
                try (Connection connection = source().getConnection(); Statement statement = connection.createStatement()) {
                    statement.execute("LISTEN " + CHANNEL);
                    PGConnection notified = connection.unwrap(PGConnection.class);
                    while (!stop.get()) {
                        var news = notified.getNotifications(500);
                        if (news != null && news.length > 0) wake.run();
                    }
                } catch (SQLException away) {
                    LOG.debug("Not listening for commits of other replicas: {}", away.getMessage());
                    LockSupport.parkNanos(Duration.ofSeconds(1).toNanos());
                }
            }
        });
    }

    @Override
    public boolean hasReplicas() {
        return true;
    }

    @Override
    public Duration pollInterval() {
        return Duration.ofSeconds(1);
    }

    @Override
    public void check(Connection connection) throws SQLException, StoreCannotOpen {
        try (Statement statement = connection.createStatement(); ResultSet rows = statement.executeQuery("SHOW server_version_num")) {
            rows.next();
            int version = rows.getInt(1);
            if (version < 130_000) {
                throw new StoreCannotOpen(Cause.UNREACHABLE, "PostgreSQL " + version / 10_000 + " is too old; 13 or newer is needed", null);
            }
        }
    }

    @Override
    public void close() {
        // Nothing is held.
    }
}
