package dev.sluice.admin.store.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.admin.store.Admission;
import dev.sluice.admin.store.Operation;
import dev.sluice.admin.store.Position;
import dev.sluice.admin.store.Precondition;
import dev.sluice.admin.store.Refusal;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.store.WriteOutcome;
import dev.sluice.admin.store.WriteRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresStoreTest extends WatchContract {
    private static PostgresCluster cluster;

    @TempDir Path folder;
    private String url = "";

    @BeforeAll
    static void startCluster() {
        cluster = PostgresCluster.running();
    }

    @Override
    Store open(UnaryOperator<StoreSettings> settings) throws StoreCannotOpen {
        try {
            if (url.isEmpty()) url = cluster.newDatabase();
            Path key = folder.resolve("seal.key");
            if (!Files.exists(key)) dev.sluice.admin.store.seal.SealKeys.create(key, new SecureRandom());
            StoreSettings plain = StoreSettings.of(new Engine.Postgres(url), Optional.of(key), "istio-system");
            return SqlStore.open(settings.apply(plain), clock, () -> UUID.randomUUID().toString(), new SecureRandom());
        } catch (SQLException | java.io.IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Test
    void shouldDemandASealKey() throws Exception {
        StoreSettings without = StoreSettings.of(new Engine.Postgres(cluster.newDatabase()), Optional.empty(), "istio-system");

        assertThatThrownBy(() -> SqlStore.open(without, clock, () -> UUID.randomUUID().toString(), new SecureRandom()))
                .isInstanceOfSatisfying(StoreCannotOpen.class,
                        refused -> assertThat(refused.kind()).isEqualTo(StoreCannotOpen.Cause.SEAL_KEY))
                .hasMessageContaining("--seal-key FILE");
    }

    @Test
    void shouldOrderTheWritesOfReplicasWithoutAGap() throws Exception {
        try (Store other = open(settings -> settings)) {
            assertThat(other.storeId()).isEqualTo(store.storeId());
            Admission atMostThirty = (before, after, changes) -> after.list(SERVICES).size() <= 30
                    ? Admission.Verdict.ADMITTED
                    : new Admission.Verdict.Rejected(List.of());
            var running = new ArrayList<CompletableFuture<WriteOutcome>>();
            for (int i = 0; i < 60; i++) {
                Store one = i % 2 == 0 ? store : other;
                running.add(one.write(WriteRequest.of("t", "create", new Operation.Create(service("s" + i), hosts("h"))), atMostThirty)
                        .toCompletableFuture());
            }
            var revisions = new HashSet<Long>();
            for (var one : running) {
                if (StoreContract.await(one) instanceof WriteOutcome.Committed done) revisions.add(done.position().configuration());
            }

            assertThat(revisions).hasSize(30).contains(3L, 32L);
            var mine = StoreContract.await(store.freshView());
            var theirs = StoreContract.await(other.freshView());
            assertThat(mine.position()).isEqualTo(theirs.position());
            assertThat(mine.list(SERVICES)).extracting(object -> object.tree().toString())
                    .isEqualTo(theirs.list(SERVICES).stream().map(object -> object.tree().toString()).toList());
        }
        reopen();
        assertThat(store.view().list(SERVICES)).hasSize(30);
    }

    @Test
    void shouldHearOfAnotherReplicasCommitsSoon() throws Exception {
        try (Store other = open(settings -> settings)) {
            commit(new Operation.Create(service("a"), hosts("a")));

            Awaitility.await().atMost(Duration.ofSeconds(5)).until(() -> other.view().get(service("a")).isPresent());
            assertThat(other.view().position()).isEqualTo(store.view().position());
        }
    }

    @Test
    void shouldGoOnAfterItsConnectionsWereCut() throws Exception {
        commit(new Operation.Create(service("a"), hosts("a")));
        try (Connection connection = DriverManager.getConnection(url); Statement statement = connection.createStatement()) {
            statement.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }

        Awaitility.await().atMost(Duration.ofSeconds(15))
                .until(() -> write(new Operation.Update(service("a"), hosts("b"), Precondition.NONE)) instanceof WriteOutcome.Committed);
        assertThat(store.history().entries(Long.MAX_VALUE, 10)).isNotEmpty();
        reopen();
        assertThat(store.view().get(service("a")).orElseThrow().tree().at("/spec/hosts/0").asText()).isEqualTo("b");
    }

    @Test
    void shouldBeReadOnlyWhileTheDatabaseIsAwayAndWritableAfterwards() throws Exception {
        commit(new Operation.Create(service("a"), hosts("a")));
        cluster.restart();

        Awaitility.await().atMost(Duration.ofSeconds(15))
                .until(() -> write(new Operation.Modify(service("b"), Precondition.NONE,
                        current -> new dev.sluice.admin.store.Edit.Result.To(hosts("b")))) instanceof WriteOutcome.Committed);
        assertThat(store.health()).isEqualTo(new Store.Health.Writable());
        assertThat(store.view().list(SERVICES)).hasSize(2);
    }

    /** Closes the store and opens it again through {@code cutter}. */
    private void reopenThrough(CommitCutter cutter) throws StoreCannotOpen {
        store.close();
        url = cutter.through(url);
        store = open(settings -> settings);
    }

    @Test
    void shouldAcknowledgeACommitThatHappenedThoughItsAnswerWasLost() throws Exception {
        try (var cutter = new CommitCutter(cluster.port())) {
            reopenThrough(cutter);
            Position before = store.view().position();
            cutter.cutNext(CommitCutter.Cut.BEFORE_THE_ANSWER_ARRIVES);

            var done = commit(new Operation.Create(service("a"), hosts("a")));

            assertThat(cutter.cuts()).isOne();
            assertThat(done.position().transaction()).isEqualTo(before.transaction() + 1);
            assertThat(store.view().position()).isEqualTo(done.position());
            assertThat(commit(new Operation.Create(service("b"), hosts("b"))).position().transaction()).isEqualTo(before.transaction() + 2);
            reopen();
            assertThat(store.view().list(SERVICES)).hasSize(2);
            store.close();
        }
    }

    @Test
    void shouldRefuseAWriteWhoseCommitNeverArrived() throws Exception {
        try (var cutter = new CommitCutter(cluster.port())) {
            reopenThrough(cutter);
            Position before = store.view().position();
            cutter.cutNext(CommitCutter.Cut.BEFORE_THE_COMMIT_ARRIVES);

            assertThat(refusal(new Operation.Create(service("a"), hosts("a")))).isInstanceOf(Refusal.ReadOnly.class);
            assertThat(cutter.cuts()).isOne();
            assertThat(store.view().position()).isEqualTo(before);
            assertThat(commit(new Operation.Create(service("a"), hosts("a"))).position().transaction()).isEqualTo(before.transaction() + 1);
            store.close();
        }
    }

    @Test
    void shouldTellTheTruthOfEveryWriteWhileCommitsBreakAtRandom() throws Exception {
        var random = new Random(11);
        int lost = 0;
        try (var cutter = new CommitCutter(cluster.port())) {
            reopenThrough(cutter);
            var there = new TreeSet<String>();
            for (int i = 0; i < 40; i++) {
                int drawn = random.nextInt(3);
                cutter.cutNext(CommitCutter.Cut.values()[drawn]);
                switch (write(new Operation.Create(service("s" + i), hosts("h")))) {
                    case WriteOutcome.Committed done -> there.add("s" + i);
                    case WriteOutcome.Refused refused -> {
                        assertThat(refused.refusal()).isInstanceOf(Refusal.ReadOnly.class);
                        lost++;
                    }
                }
            }
            assertThat(cutter.cuts()).isGreaterThan(10);
            assertThat(lost).isPositive();
            reopen();
            assertThat(store.view().list(SERVICES)).extracting(object -> object.key().name()).containsExactlyElementsOf(there);
            store.close();
        }
    }

    @Test
    void shouldNotLetAWriteThatTheDatabaseCannotTakeHarmItsNeighbours() {
        var running = new ArrayList<CompletableFuture<WriteOutcome>>();
        for (int i = 0; i < 20; i++) {
            String message = i == 7 ? "PostgreSQL takes no \0 in a text" : "fine";
            var request = new WriteRequest(List.of(new Operation.Create(service("s" + i), hosts("h"))), "t", "create", message,
                    Optional.empty(), false);
            running.add(store.write(request, Admission.NONE).toCompletableFuture());
        }

        for (int i = 0; i < 20; i++) {
            WriteOutcome outcome = StoreContract.await(running.get(i));
            if (i == 7) {
                assertThat(outcome).isInstanceOfSatisfying(WriteOutcome.Refused.class,
                        refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.Failed.class));
            } else {
                assertThat(outcome).isInstanceOf(WriteOutcome.Committed.class);
            }
        }
        assertThat(store.health()).isEqualTo(new Store.Health.Writable());
        assertThat(store.view().position().configuration()).isEqualTo(2 + 19);
    }
}
