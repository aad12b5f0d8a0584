package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.sql.StoreCannotOpen.Cause;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteDataSource;

/** SQLite in a folder of its own, which one process at a time may use. */
final class SqliteDialect implements Dialect {
    private static final Set<PosixFilePermission> FOLDER = PosixFilePermissions.fromString("rwx------");
    private static final Set<PosixFilePermission> FILE = PosixFilePermissions.fromString("rw-------");
    private static final FileAttribute<Set<PosixFilePermission>> FILE_ATTRIBUTE = PosixFilePermissions.asFileAttribute(FILE);

    private final Path file;
    private final boolean isNew;
    private final FileChannel lockChannel;
    private final FileLock lock;

    private SqliteDialect(Path file, boolean isNew, FileChannel lockChannel, FileLock lock) {
        this.file = file;
        this.isNew = isNew;
        this.lockChannel = lockChannel;
        this.lock = lock;
    }

    static SqliteDialect open(Path folder) throws StoreCannotOpen {
        try {
            Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(FOLDER));
            Files.setPosixFilePermissions(folder, FOLDER);
            FileChannel channel = FileChannel.open(folder.resolve("sluice.lock"),
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), FILE_ATTRIBUTE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new StoreCannotOpen(Cause.IN_USE,
                        "the store in " + folder + " is used by another process; stop it, or use another folder",
                        null);
            }
            Path file = folder.resolve("sluice.db");
            // SQLite gives its side files the permissions of the main file.
            if (!Files.exists(file, LinkOption.NOFOLLOW_LINKS)) Files.createFile(file, FILE_ATTRIBUTE);
            // Still empty: a first start that did not come far.
            boolean isNew = Files.size(file) == 0;
            Files.setPosixFilePermissions(file, FILE);
            return new SqliteDialect(file, isNew, channel, lock);
        } catch (IOException | UnsupportedOperationException unusable) {
            throw new StoreCannotOpen(Cause.UNREACHABLE, "the store's folder " + folder + " cannot be used: " + unusable.getMessage(),
                    unusable);
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    /** Whether nothing was ever written to it. */
    boolean isNew() { return isNew; }

    Path folder() {
        return file.resolveSibling("");
    }

    @Override
    public DataSource writing() {
        SQLiteConfig config = config();
        config.setTransactionMode(SQLiteConfig.TransactionMode.IMMEDIATE);
        return source(config);
    }

    @Override
    public DataSource reading() {
        SQLiteConfig config = config();
        config.setReadOnly(true);
        return source(config);
    }

    private static SQLiteConfig config() {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        // An acknowledged commit has been synced. NORMAL would lose the tail at a power failure.
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setBusyTimeout(10_000);
        return config;
    }

    private DataSource source(SQLiteConfig config) {
        var source = new SQLiteDataSource(config);
        source.setUrl("jdbc:sqlite:" + file);
        return source;
    }

    @Override
    public String migrations() {
        return "classpath:dev/sluice/admin/store/sql/sqlite";
    }

    @Override
    public String lockSuffix() {
        return "";
    }

    @Override
    public void announce(Handle handle, long transaction) {
        // One process, one writer: there is nobody to tell.
    }

    @Override
    public void listen(Runnable wake, AtomicBoolean stop) {
        // As above.
    }

    @Override
    public boolean hasReplicas() {
        return false;
    }

    @Override
    public Duration pollInterval() {
        return Duration.ofSeconds(60);
    }

    @Override
    public void check(Connection connection) throws SQLException, StoreCannotOpen {
        try (Statement statement = connection.createStatement()) {
            require(statement, "PRAGMA journal_mode", "wal");
            require(statement, "PRAGMA synchronous", "2");
            List<String> faults = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery("PRAGMA quick_check(10)")) {
                while (rows.next()) faults.add(rows.getString(1));
            }
            if (!faults.equals(List.of("ok"))) throw damaged(String.join("; ", faults), null);
        }
    }

    private void require(Statement statement, String pragma, String expected) throws SQLException, StoreCannotOpen {
        try (ResultSet rows = statement.executeQuery(pragma)) {
            String found = rows.next() ? rows.getString(1) : "nothing";
            if (!found.equals(expected)) {
                throw new StoreCannotOpen(Cause.UNREACHABLE, file + ": " + pragma + " is " + found + ", expected " + expected
                        + "; is the folder on a local file system?", null);
            }
        }
    }

    StoreCannotOpen damaged(String what, @Nullable Throwable cause) {
        return new StoreCannotOpen(Cause.DAMAGED,
                "the database " + file + " is damaged (" + what + "). Nothing was changed. Restore a backup, or save "
                        + "what can be read with: sqlite3 " + file + " .recover",
                cause);
    }

    @Override
    public void close() {
        try {
            lock.release();
            lockChannel.close();
        } catch (IOException ignored) {
            // The lock ends with the process at the latest.
        }
    }
}
