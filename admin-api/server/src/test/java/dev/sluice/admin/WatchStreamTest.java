package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.answer.FailureException;
import dev.sluice.admin.answer.Reason;
import dev.sluice.admin.kinds.Types;
import dev.sluice.admin.select.FieldSelector;
import dev.sluice.admin.select.LabelSelector;
import dev.sluice.admin.store.Admission;
import dev.sluice.admin.store.Operation;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.store.WatchRequest;
import dev.sluice.admin.store.Watching;
import dev.sluice.admin.store.WriteOutcome;
import dev.sluice.admin.store.WriteRequest;
import dev.sluice.admin.store.sql.Engine;
import dev.sluice.admin.store.sql.SqlStore;
import dev.sluice.admin.store.sql.StoreSettings;
import dev.sluice.admin.table.Representation;
import dev.sluice.admin.table.Tables;
import dev.sluice.admin.watch.EventSink;
import dev.sluice.admin.watch.ListQuery;
import dev.sluice.admin.watch.WatchOptions;
import dev.sluice.admin.watch.WatchStream;
import dev.sluice.resources.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One watcher and how fast he reads. */
final class WatchStreamTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int BIG = 20_000;
    private static final ListQuery QUERY = new ListQuery(Kind.CONFIG_MAP, "default", LabelSelector.EVERYTHING, FieldSelector.EVERYTHING);

    @TempDir private Path folder;
    private volatile Instant now = Instant.parse("2026-03-01T12:00:00Z");
    private Store store;

    @BeforeEach
    void open() throws Exception {
        StoreSettings settings = StoreSettings.of(new Engine.Sqlite(folder), Optional.empty(), "istio-system");
        store = SqlStore.open(settings.withJournal(5, Duration.ofDays(1), 20), () -> now, () -> UUID.randomUUID().toString(),
                new SecureRandom());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private void create(String name) throws Exception {
        ObjectNode tree = (ObjectNode) JSON
                .readTree("{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{},\"data\":{\"k\":\"%s\"}}"
                        .formatted("x".repeat(BIG)));
        var create = new Operation.Create(Types.key(Kind.CONFIG_MAP, "default", name), tree);
        WriteOutcome outcome = store.write(WriteRequest.of("t", "t", create), Admission.NONE).toCompletableFuture().join();
        assertThat(outcome).isInstanceOf(WriteOutcome.Committed.class);
    }

    private WatchStream watch(OptionalLong after, boolean initial, Duration lifetime) {
        return WatchStream.open(store, QUERY, new WatchOptions(after, initial, initial, true, lifetime),
                new Representation(Kind.CONFIG_MAP, "v1", Representation.Form.WHOLE, Tables.Include.OBJECT), () -> now);
    }

    @Test
    void shouldHandOnMuchInSmallParts() throws Exception {
        // Given
        for (int i = 0; i < 60; i++) create("c-" + i);
        var chunks = new ArrayList<byte[]>();
        // When: what is there first, then the rest, until the stream's life ends
        EventSink sink = chunk -> {
            chunks.add(chunk);
            if (chunks.size() == 1) now = now.plusSeconds(3600);
            return true;
        };
        watch(OptionalLong.empty(), true, Duration.ofMinutes(30)).run(sink);
        // Then
        assertThat(chunks).hasSizeGreaterThan(4).allSatisfy(chunk -> assertThat(chunk).hasSizeLessThan(256 * 1024 + 2 * BIG));
        assertThat(lines(chunks)).hasSize(60 + 2).filteredOn(line -> line.contains("\"ADDED\"")).hasSize(60);
        assertThat(lines(chunks).get(60)).contains("k8s.io/initial-events-end");
    }

    private static List<String> lines(List<byte[]> chunks) {
        var all = new StringBuilder();
        for (byte[] chunk : chunks) all.append(new String(chunk, StandardCharsets.UTF_8));
        return all.toString().lines().toList();
    }

    @Test
    void shouldEndWithAWatcherThatTakesNothing() throws Exception {
        for (int i = 0; i < 3; i++) create("c-" + i);
        var asked = new ArrayList<byte[]>();

        watch(OptionalLong.empty(), true, Duration.ofMinutes(30)).run(chunk -> {
            asked.add(chunk);
            return false;
        });

        assertThat(asked).hasSize(1);
    }

    @Test
    void shouldSendAwayTheOneWhosePlaceIsGone() throws Exception {
        // Given
        create("first");
        long place = store.view().position().of(Kind.CONFIG_MAP.counter());
        WatchStream slow = watch(OptionalLong.of(place), false, Duration.ofDays(30));
        for (int i = 0; i < 40; i++) create("c-" + i);
        // When: the journal is cut while he sleeps
        now = now.plus(Duration.ofHours(1));
        create("last");
        Awaitility.await().until(
                () -> store.watch(new WatchRequest.OfKind(Types.stored(Kind.CONFIG_MAP), "default", place)) instanceof Watching.Gone);
        var heard = new ArrayList<byte[]>();
        slow.run(heard::add);
        // Then
        assertThat(lines(heard)).hasSize(1).first().asString().contains("\"ERROR\"", "\"code\":410", "\"reason\":\"Expired\"");
        assertThatThrownBy(() -> watch(OptionalLong.of(place), false, Duration.ofDays(30))).isInstanceOfSatisfying(FailureException.class,
                refused -> assertThat(refused.failure().reason()).isEqualTo(Reason.EXPIRED));
        assertThatThrownBy(() -> watch(OptionalLong.of(99_999), false, Duration.ofDays(30))).isInstanceOfSatisfying(FailureException.class,
                refused -> assertThat(refused.failure().reason()).isEqualTo(Reason.TIMEOUT));
    }
}
