package dev.sluice.admin.store.sql;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jdbi.v3.core.ConnectionException;
import org.jdbi.v3.core.ConnectionFactory;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/** A few connections for reads of the journal, kept open between them. Thread-safe; blocks. */
final class Readers implements AutoCloseable {
    private static final int CONNECTIONS = 4;

    private final DataSource source;
    private final Semaphore permits = new Semaphore(CONNECTIONS, true);
    private final ConcurrentLinkedDeque<Connection> idle = new ConcurrentLinkedDeque<>();
    private final Jdbi jdbi;
    private volatile boolean closed;

    Readers(DataSource source) {
        this.source = source;
        this.jdbi = Jdbi.create(new ConnectionFactory() {
            @Override
            public Connection openConnection() throws SQLException {
                return take();
            }

            @Override
            public void closeConnection(Connection connection) throws SQLException {
                giveBack(connection);
            }
        });
    }

    /** One transaction, so that what it reads fits together. Throws {@link UncheckedIOException}. */
    <T> T read(Function<Handle, T> task) {
        permits.acquireUninterruptibly();
        try {
            return jdbi.inTransaction(org.jdbi.v3.core.transaction.TransactionIsolationLevel.UNKNOWN, task::apply);
        } catch (ConnectionException | org.jdbi.v3.core.statement.StatementException
                | org.jdbi.v3.core.transaction.TransactionException failed) {
            throw unchecked(failed);
        } finally {
            permits.release();
        }
    }

    static UncheckedIOException unchecked(JdbiException failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        return new UncheckedIOException(new IOException("the store's database cannot be read: " + cause.getMessage(), cause));
    }

    private Connection take() throws SQLException {
        while (true) {
            Connection connection = idle.pollFirst();
            if (connection == null) return source.getConnection();
            if (connection.isValid(2)) return connection;
            connection.close();
        }
    }

    private void giveBack(Connection connection) throws SQLException {
        if (closed || connection.isClosed()) {
            connection.close();
        } else {
            idle.addFirst(connection);
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Connection connection = idle.pollFirst(); connection != null; connection = idle.pollFirst()) {
            try {
                connection.close();
            } catch (SQLException ignored) {
                // It was only read from.
            }
        }
    }
}
