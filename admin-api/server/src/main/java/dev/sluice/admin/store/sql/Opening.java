package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.seal.SealKeys;
import dev.sluice.admin.store.sql.StoreCannotOpen.Cause;
import dev.sluice.admin.store.transact.Transactor;
import dev.sluice.admin.store.watch.Hub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.transaction.TransactionIsolationLevel;

/**
 * The way from settings to a running store: folder and lock, seal key, check of the file, schema, data, threads; in this order, so that a store that
 * is refused was not touched.
 */
record Opening(String storeId, Transactor transactor, Bodies bodies) {
    private static final String CHECK_NAME = "seal check";
    private static final byte[] CHECK_TEXT = "the right key".getBytes(StandardCharsets.US_ASCII);
    private static final int JOURNAL_READERS = 2;

    static SqlStore open(StoreSettings settings, InstantSource clock, Supplier<String> uids, SecureRandom random) throws StoreCannotOpen {
        Dialect dialect = switch (settings.engine()) {
            case Engine.Sqlite sqlite -> SqliteDialect.open(sqlite.folder());
            case Engine.Postgres postgres -> new PostgresDialect(postgres.url());
        };
        try {
            var bodies = new Bodies(keys(settings, dialect, random), settings.kinds());
            Loaded loaded = load(dialect, bodies, uids);
            return start(settings, dialect, bodies, loaded, clock, uids);
        } catch (StoreCannotOpen refused) {
            dialect.close();
            throw refused;
        } catch (FlywayValidateException newer) {
            dialect.close();
            throw new StoreCannotOpen(Cause.NEWER_SCHEMA,
                    "the store was written by another version of this program, most likely a newer one; use that: "
                            + firstLine(newer),
                    newer);
        } catch (SQLException | FlywayException | JdbiException | UncheckedIOException failed) {
            dialect.close();
            throw unusable(dialect, failed);
        }
    }

    private static StoreCannotOpen unusable(Dialect dialect, Exception failed) {
        String why = deepestWords(failed);
        return switch (dialect) {
            case SqliteDialect sqlite -> sqlite.damaged(why, failed);
            case PostgresDialect postgres -> new StoreCannotOpen(Cause.UNREACHABLE, "the database cannot be used: " + why, failed);
        };
    }

    /** What the deepest cause says that says anything: an end of file is silent, what it broke is not. */
    private static String deepestWords(Throwable failed) {
        String words = failed.getClass().getSimpleName();
        for (Throwable one = failed; one != null; one = one.getCause()) {
            String message = one.getMessage();
            if (message != null && !message.isBlank()) words = firstLine(one);
        }
        return words;
    }

    private static String firstLine(Throwable failed) {
        return String.valueOf(failed.getMessage()).lines().findFirst().orElse(failed.getClass().getSimpleName());
    }

    private static SealKeys keys(StoreSettings settings, Dialect dialect, SecureRandom random) throws StoreCannotOpen {
        try {
            return switch (dialect) {
                case SqliteDialect sqlite -> {
                    Path file = settings.sealKeyFile().orElse(sqlite.folder().resolve("seal.key"));
                    // A new key cannot open an old store: only a new store gets one.
                    if (sqlite.isNew() && !Files.exists(file)) SealKeys.create(file, random);
                    yield SealKeys.read(file, random);
                }
                case PostgresDialect postgres -> {
                    if (settings.sealKeyFile().isEmpty()) {
                        throw new StoreCannotOpen(Cause.SEAL_KEY,
                                "a store on PostgreSQL needs --seal-key FILE, the same key for all replicas; make one "
                                        + "with: (umask 077; openssl rand -base64 32 > FILE)",
                                null);
                    }
                    yield SealKeys.read(settings.sealKeyFile().get(), random);
                }
            };
        } catch (IOException unreadable) {
            String message = unreadable instanceof java.nio.file.NoSuchFileException
                    ? "the seal key file " + unreadable.getMessage() + " is missing; the store cannot be opened without it"
                    : String.valueOf(unreadable.getMessage());
            throw new StoreCannotOpen(Cause.SEAL_KEY, message, unreadable);
        }
    }

    private static Loaded load(Dialect dialect, Bodies bodies, Supplier<String> uids) throws SQLException, StoreCannotOpen {
        try (Connection connection = dialect.writing().getConnection()) {
            dialect.check(connection);
        }
        // "At version 0" lets the schema stand beside other tables; a version of the future is refused.
        Flyway.configure().dataSource(dialect.writing()).locations(dialect.migrations()).table("sluice_schema_history")
                .baselineOnMigrate(true)
                .baselineVersion("0").ignoreMigrationPatterns(new String[0]).loggers("slf4j").load().migrate();
        try (Handle handle = Jdbi.create(dialect.writing()).open()) {
            Tables.createMeta(handle, uids.get(), bodies.sealBlob(CHECK_NAME, CHECK_TEXT));
            checkKey(handle, bodies);
            Loaded loaded = handle.inTransaction(TransactionIsolationLevel.SERIALIZABLE, open -> Loaded.from(open, bodies));
            if (loaded.intact()) return loaded;
            String message = "the objects do not add up to the digest that was kept with them";
            throw switch (dialect) {
                case SqliteDialect sqlite -> sqlite.damaged(message, null);
                case PostgresDialect postgres -> new StoreCannotOpen(Cause.DAMAGED, "the database is damaged: " + message, null);
            };
        }
    }

    private static void checkKey(Handle handle, Bodies bodies) throws StoreCannotOpen {
        Meta meta = Tables.meta(handle, "").orElseThrow(() -> new IllegalStateException("sluice_meta has no row"));
        try {
            bodies.openBlob(CHECK_NAME, meta.sealCheck());
        } catch (SealKeys.CannotUnseal wrong) {
            throw new StoreCannotOpen(Cause.SEAL_KEY, "the seal key is not the one this store was sealed with (" + wrong.getMessage() + ")",
                    wrong);
        }
    }

    private static SqlStore start(StoreSettings settings, Dialect dialect, Bodies bodies, Loaded loaded, InstantSource clock,
            Supplier<String> uids) {
        Transactor transactor = Transactor.of(settings.kinds(), settings.namespaces());
        var readers = new Readers(dialect.reading());
        var history = new SqlHistory(readers, bodies);
        ExecutorService notifier = Executors.newSingleThreadExecutor(Thread.ofPlatform().name("sluice-store-notify").daemon().factory());
        ExecutorService journalReaders = Executors.newFixedThreadPool(JOURNAL_READERS,
                Thread.ofPlatform().name("sluice-store-journal-", 0).daemon().factory());
        var hub = new Hub(loaded.meta().head(), loaded.meta().compacted(), settings.ringEvents(), history, notifier, journalReaders);
        var writer = new Writer(dialect, transactor, bodies, new Frontier(bodies, loaded, hub), hub, clock, uids, notifier,
                new Compaction(settings.journalAge(), settings.journalEvents()));
        var store = new SqlStore(dialect, new Opening(loaded.meta().storeId(), transactor, bodies), writer, hub, readers, notifier,
                journalReaders,
                history);
        writer.start();
        return store;
    }
}
