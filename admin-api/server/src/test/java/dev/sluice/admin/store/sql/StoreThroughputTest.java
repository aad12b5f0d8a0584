package dev.sluice.admin.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.store.Admission;
import dev.sluice.admin.store.Operation;
import dev.sluice.admin.store.Precondition;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.store.WriteOutcome;
import dev.sluice.admin.store.WriteRequest;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prints figures, asserts none: they are the machine's as much as ours. 2 KB objects, one update a write, 10,000 objects in the store. */
@Tag("full")
class StoreThroughputTest {
    private static final int OBJECTS = 10_000;
    private static final String PADDING = "x".repeat(2_000);

    @TempDir Path folder;

    @Test
    void shouldTellTheFiguresOfSqlite() throws Exception {
        measure("SQLite", StoreSettings.of(new Engine.Sqlite(folder.resolve("store")), Optional.empty(), "istio-system"));
    }

    @Test
    void shouldTellTheFiguresOfPostgres() throws Exception {
        Path key = folder.resolve("seal.key");
        dev.sluice.admin.store.seal.SealKeys.create(key, new SecureRandom());
        measure("PostgreSQL",
                StoreSettings.of(new Engine.Postgres(PostgresCluster.running().newDatabase()), Optional.of(key), "istio-system"));
    }

    private static void measure(String name, StoreSettings settings) throws Exception {
        try (Store store = SqlStore.open(settings, InstantSource.system(), () -> UUID.randomUUID().toString(), new SecureRandom())) {
            for (int i = 0; i < OBJECTS; i += 1_000) {
                var operations = new ArrayList<Operation>();
                for (int j = i; j < i + 1_000; j++)
                    operations.add(new Operation.Create(StoreContract.service("n" + j), StoreContract.hosts(PADDING + j)));
                write(store, operations.toArray(Operation[]::new));
            }
            for (int clients : new int[]{1, 1, 4, 16, 64}) report(name, store, clients, Math.max(400, 100 * clients));
        }
        long start = System.nanoTime();
        try (Store store = SqlStore.open(settings, InstantSource.system(), () -> UUID.randomUUID().toString(), new SecureRandom())) {
            System.out.printf("%s: opened with %d objects in %d ms%n", name, store.view().list(StoreContract.SERVICES).size(),
                    (System.nanoTime() - start) / 1_000_000);
        }
    }

    private static void report(String name, Store store, int clients, int writes) throws Exception {
        var tasks = new ArrayList<Callable<long[]>>();
        for (int client = 0; client < clients; client++) {
            int offset = client;
            tasks.add(() -> {
                var latencies = new long[writes / clients];
                for (int i = 0; i < latencies.length; i++) {
                    var update = new Operation.Update(StoreContract.service("n" + (offset * 131 + i) % OBJECTS),
                            StoreContract.hosts(PADDING + UUID.randomUUID()), Precondition.NONE);
                    long before = System.nanoTime();
                    write(store, update);
                    latencies[i] = System.nanoTime() - before;
                }
                return latencies;
            });
        }
        try (var executor = Executors.newFixedThreadPool(clients)) {
            long start = System.nanoTime();
            var all = new ArrayList<long[]>();
            for (var done : executor.invokeAll(tasks)) all.add(done.get());
            double seconds = (System.nanoTime() - start) / 1e9;
            long[] sorted = all.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            System.out.printf("%s: %d clients, %.0f writes/s, p50 %.2f ms, p99 %.2f ms%n", name, clients, sorted.length / seconds,
                    sorted[sorted.length / 2] / 1e6, sorted[sorted.length * 99 / 100] / 1e6);
        }
    }

    private static void write(Store store, Operation... operations) {
        WriteOutcome outcome = store.write(WriteRequest.of("t", "t", operations), Admission.NONE).toCompletableFuture().join();
        assertThat(outcome).isInstanceOf(WriteOutcome.Committed.class);
    }
}
