package dev.sluice.admin.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.Operation;
import dev.sluice.admin.store.Position;
import dev.sluice.admin.store.Precondition;
import dev.sluice.admin.store.StoreView;
import dev.sluice.admin.store.StoredKind;
import dev.sluice.admin.store.StoredObject;
import dev.sluice.admin.store.Watch;
import dev.sluice.admin.store.WatchEvent;
import dev.sluice.admin.store.WatchRequest;
import dev.sluice.admin.store.Watching;
import dev.sluice.resources.Counter;
import dev.sluice.resources.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What watchers of every store hear, whatever the database. */
abstract class WatchContract extends StoreContract {
    static final StoredKind SERVICE_KIND = StoredKind.of(Kind.VIRTUAL_SERVICE);

    Watch started(WatchRequest request) {
        Watching watching = store.watch(request);
        assertThat(watching).isInstanceOf(Watching.Started.class);
        return ((Watching.Started) watching).watch();
    }

    Watch services(long after) {
        return started(new WatchRequest.OfKind(SERVICE_KIND, "", after));
    }

    static List<WatchEvent> next(Watch watch) {
        Watch.Batch batch = await(watch.next(10));
        assertThat(batch).isInstanceOf(Watch.Batch.Events.class);
        return ((Watch.Batch.Events) batch).events();
    }

    /** Reads {@code watch} until {@code last} was told. */
    static List<WatchEvent> upTo(Watch watch, Position last) {
        var heard = new ArrayList<WatchEvent>();
        while (!heard.contains(new WatchEvent.Boundary(last))) heard.addAll(next(watch));
        return heard;
    }

    static StoredObject after(Change change) {
        return switch (change) {
            case Change.Created created -> created.object();
            case Change.Updated updated -> updated.after();
            case Change.Deleted deleted -> deleted.last();
            case Change.Unchanged unchanged -> unchanged.object();
        };
    }

    @Test
    void shouldTellEachChangeWithWhatWasBefore() {
        Watch watch = services(store.view().position().configuration());
        StoredObject made = create(service("a"), hosts("one"));
        commit(new Operation.Update(service("a"), hosts("two"), Precondition.NONE));
        commit(new Operation.Delete(service("a"), Precondition.NONE));

        var heard = new ArrayList<Change>();
        while (heard.size() < 3) next(watch).forEach(event -> heard.add(((WatchEvent.Changed) event).change()));

        assertThat(heard.get(0)).isEqualTo(new Change.Created(made));
        assertThat(heard.get(1)).isInstanceOfSatisfying(Change.Updated.class, updated -> {
            assertThat(updated.before().tree().at("/spec/hosts/0").asText()).isEqualTo("one");
            assertThat(updated.after().tree().at("/spec/hosts/0").asText()).isEqualTo("two");
        });
        assertThat(heard.get(2)).isInstanceOfSatisfying(Change.Deleted.class, deleted -> {
            assertThat(deleted.last().revision()).isEqualTo(5);
            assertThat(deleted.last().tree().at("/metadata/resourceVersion").asText()).isEqualTo("5");
            assertThat(deleted.last().tree().at("/spec/hosts/0").asText()).isEqualTo("two");
        });
    }

    @Test
    void shouldTellTheSameFromMemoryAndFromTheJournal() throws Exception {
        long start = store.view().position().configuration();
        Watch live = services(start);
        create(service("a"), hosts("one"));
        commit(new Operation.Update(service("a"), hosts("two"), Precondition.NONE), new Operation.Create(service("b"), hosts("b")));
        commit(new Operation.Delete(service("a"), Precondition.NONE));
        List<String> fromMemory = describe(live, 4);

        reopen();

        assertThat(describe(services(start), 4)).isEqualTo(fromMemory);
    }

    private static List<String> describe(Watch watch, int events) {
        var told = new ArrayList<String>();
        while (told.size() < events) {
            for (WatchEvent event : next(watch)) {
                Change change = ((WatchEvent.Changed) event).change();
                String before = change instanceof Change.Updated updated ? updated.before().tree().toString() : "";
                String gone = change instanceof Change.Deleted deleted ? deleted.before().tree().toString() : "";
                told.add(change.getClass().getSimpleName() + after(change).tree() + before + gone);
            }
        }
        return told;
    }

    @Test
    void shouldResumeInTheMiddleOfATransaction() {
        commit(new Operation.Create(service("a"), hosts("a")), new Operation.Create(service("b"), hosts("b")),
                new Operation.Create(service("c"), hosts("c")));

        assertThat(next(services(4))).extracting(event -> after(((WatchEvent.Changed) event).change()).key().name()).containsExactly("c");
    }

    @Test
    void shouldHearOfItsNamespaceOnly() {
        commit(new Operation.Create(ObjectKey.ofNamespace("prod"), tree("{}")));
        Watch watch = started(new WatchRequest.OfKind(SERVICE_KIND, "prod", store.view().position().configuration()));
        create(service("a"), hosts("a"));
        create(key(Kind.VIRTUAL_SERVICE, "prod", "b"), hosts("b"));

        assertThat(next(watch)).extracting(event -> after(((WatchEvent.Changed) event).change()).key().name()).containsExactly("b");
        assertThat(watch.revision()).isEqualTo(5);
    }

    @Test
    void shouldCloseEachTransactionOfTheCombinedStreamAndLeaveTheFleetOut() {
        Position start = store.view().position();
        Watch watch = started(new WatchRequest.OfNodes(start.configuration(), start.runtime()));
        create(key(Kind.GATEWAY_INSTANCE, "", "g"), tree("{}"));
        Position end = commit(new Operation.Create(service("a"), hosts("a")),
                new Operation.Create(key(Kind.SECRET, "default", "s"), tree("{}")))
                .position();

        List<WatchEvent> heard = upTo(watch, end);

        assertThat(heard).hasSize(3);
        assertThat(heard.getLast()).isEqualTo(new WatchEvent.Boundary(end));
    }

    @Test
    void shouldKnowTheFutureFromThePast() throws Exception {
        Position now = store.view().position();

        assertThat(store.watch(new WatchRequest.OfKind(SERVICE_KIND, "", now.configuration() + 1)))
                .isEqualTo(new Watching.TooLarge(now.configuration() + 1, now.configuration()));
        assertThat(store.watch(new WatchRequest.OfNodes(now.configuration(), now.runtime() + 5))).isInstanceOf(Watching.TooLarge.class);
        commit(new Operation.Create(service("a"), hosts("a")), new Operation.Create(key(Kind.SECRET, "default", "s"), tree("{}")));
        // No transaction ended there.
        assertThat(store.watch(new WatchRequest.OfNodes(now.configuration() + 1, now.runtime()))).isInstanceOf(Watching.Gone.class);
        reopen();
        Watch fromJournal = started(new WatchRequest.OfNodes(now.configuration() + 1, now.runtime()));
        assertThat(await(fromJournal.next(1))).isInstanceOf(Watch.Batch.Gone.class);
    }

    @Test
    void shouldEndAWaitWhenTheWatchIsClosed() {
        Watch watch = services(store.view().position().configuration());
        var waiting = watch.next(1);
        watch.close();

        assertThat(await(waiting)).isEqualTo(new Watch.Batch.Closed());
        assertThat(await(watch.next(1))).isEqualTo(new Watch.Batch.Closed());
    }

    @Test
    void shouldServeASlowWatcherFromTheJournalAndSendItAwayOnceThatIsCompacted() throws Exception {
        store.close();
        store = open(settings -> settings.withJournal(5, Duration.ofDays(1), 20));
        Watch slow = services(2);
        Watch slower = services(2);
        for (int i = 0; i < 40; i++) create(service("s" + i), hosts("h"));

        assertThat(next(slow)).hasSize(10).first()
                .satisfies(event -> assertThat(after(((WatchEvent.Changed) event).change()).key()).isEqualTo(service("s0")));

        clock.step(Duration.ofHours(1));
        create(service("last"), hosts("h"));
        org.awaitility.Awaitility.await().until(() -> store.watch(new WatchRequest.OfKind(SERVICE_KIND, "", 2)) instanceof Watching.Gone);
        assertThat(await(slower.next(1))).isInstanceOf(Watch.Batch.Gone.class);
        assertThat(store.history().objectsAt(Counter.CONFIGURATION, store.view().position().configuration() - 10)).isInstanceOfSatisfying(
                dev.sluice.admin.store.History.Past.Known.class, past -> assertThat(past.objects()).hasSize(2 + 41 - 10));
    }

    @Test
    void shouldLeadEveryWatcherToTheSameStateWhereverItBegins() throws Exception {
        var random = new Random(20260301);
        store.close();
        store = open(settings -> settings.withJournal(40, Duration.ofDays(1), 1_000_000));
        var states = new HashMap<Position, Map<ObjectKey, Long>>();
        var places = new ArrayList<Position>();
        for (int i = 0; i < 120; i++) {
            places.add(store.view().position());
            states.put(store.view().position(), state(store.view()));
            write(randomOperations(random));
            if (i == 60) {
                store.close();
                store = open(settings -> settings.withJournal(40, Duration.ofDays(1), 1_000_000));
            }
        }
        create(service("the-end"), hosts("h"));
        Position end = store.view().position();

        for (int i = 0; i < 40; i++) {
            Position from = places.get(random.nextInt(places.size()));
            Map<ObjectKey, Long> known = new TreeMap<>(states.get(from));
            for (WatchEvent event : upTo(started(new WatchRequest.OfNodes(from.configuration(), from.runtime())), end)) {
                if (event instanceof WatchEvent.Changed changed) apply(known, changed.change());
                // Whatever was told at a boundary is a state that was.
                if (event instanceof WatchEvent.Boundary boundary && states.containsKey(boundary.position())) {
                    assertThat(known).isEqualTo(states.get(boundary.position()));
                }
            }
            assertThat(known).isEqualTo(state(store.view()));
        }
    }

    private Operation[] randomOperations(Random random) {
        var operations = new ArrayList<Operation>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            Kind kind = random.nextBoolean() ? Kind.VIRTUAL_SERVICE : random.nextBoolean() ? Kind.SECRET : Kind.ENDPOINT_SLICE;
            ObjectKey key = key(kind, "default", "n" + random.nextInt(12));
            boolean there = store.view().get(key).isPresent();
            if (there && random.nextInt(3) == 0) {
                operations.add(new Operation.Delete(key, Precondition.NONE));
            } else if (there) {
                operations.add(new Operation.Update(key, tree("{'spec':{'n':" + random.nextInt(4) + "}}"), Precondition.NONE));
            } else {
                operations.add(new Operation.Create(key, tree("{'spec':{'n':" + random.nextInt(4) + "}}")));
            }
        }
        return operations.toArray(Operation[]::new);
    }

    private static Map<ObjectKey, Long> state(StoreView view) {
        var state = new TreeMap<ObjectKey, Long>();
        for (var type : view.types()) {
            for (StoredObject object : view.list(type)) {
                if (object.counter() != Counter.FLEET) state.put(object.key(), object.revision());
            }
        }
        return state;
    }

    private static void apply(Map<ObjectKey, Long> known, Change change) {
        switch (change) {
            case Change.Created created -> assertThat(known.put(created.key(), created.object().revision())).isNull();
            case Change.Updated updated ->
                assertThat(known.put(updated.key(), updated.after().revision())).isEqualTo(updated.before().revision());
            case Change.Deleted deleted -> assertThat(known.remove(deleted.key())).isEqualTo(deleted.before().revision());
            case Change.Unchanged unchanged -> throw new AssertionError(unchanged);
        }
    }
}
