package dev.sluice.admin.store.sql;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.store.Admission;
import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.Edit;
import dev.sluice.admin.store.History;
import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.Operation;
import dev.sluice.admin.store.Precondition;
import dev.sluice.admin.store.Refusal;
import dev.sluice.admin.store.ResourceType;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.store.StoredObject;
import dev.sluice.admin.store.WriteOutcome;
import dev.sluice.admin.store.WriteRequest;
import dev.sluice.resources.Counter;
import dev.sluice.resources.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store does, whatever the database. */
abstract class StoreContract {
    static final ObjectMapper JSON = new ObjectMapper();
    static final ResourceType SERVICES = new ResourceType("networking.istio.io", "virtualservices");
    static final ResourceType SECRETS = new ResourceType("", "secrets");

    SteppingClock clock = new SteppingClock(Instant.parse("2026-03-01T12:00:00.123456789Z"));
    Store store;

    /** Opens the store under test, the same one at each call, with {@code settings} changed to taste. */
    abstract Store open(java.util.function.UnaryOperator<StoreSettings> settings) throws StoreCannotOpen;

    @BeforeEach
    void openStore() throws StoreCannotOpen {
        store = open(settings -> settings);
    }

    @AfterEach
    void closeStore() {
        store.close();
    }

    void reopen() throws StoreCannotOpen {
        store.close();
        store = open(settings -> settings);
    }

    static ObjectKey key(Kind kind, String namespace, String name) {
        return new ObjectKey(new ResourceType(kind.group(), kind.plural()), namespace, name);
    }

    static ObjectKey service(String name) {
        return key(Kind.VIRTUAL_SERVICE, "default", name);
    }

    static ObjectNode tree(String json) {
        try {
            return (ObjectNode) JSON.readTree(json.replace('\'', '"'));
        } catch (java.io.IOException mistyped) {
            throw new IllegalArgumentException(mistyped);
        }
    }

    static ObjectNode hosts(String host) {
        return tree("{'apiVersion':'networking.istio.io/v1','kind':'VirtualService','metadata':{},'spec':{'hosts':['" + host + "']}}");
    }

    static <T> T await(java.util.concurrent.CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(30, TimeUnit.SECONDS);
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }

    WriteOutcome write(Operation... operations) {
        return await(store.write(WriteRequest.of("tester", "test", operations), Admission.NONE));
    }

    WriteOutcome.Committed commit(Operation... operations) {
        WriteOutcome outcome = write(operations);
        assertThat(outcome).isInstanceOf(WriteOutcome.Committed.class);
        return (WriteOutcome.Committed) outcome;
    }

    Refusal refusal(Operation... operations) {
        WriteOutcome outcome = write(operations);
        assertThat(outcome).isInstanceOf(WriteOutcome.Refused.class);
        return ((WriteOutcome.Refused) outcome).refusal();
    }

    StoredObject create(ObjectKey key, ObjectNode tree) {
        return ((Change.Created) commit(new Operation.Create(key, tree)).results().getFirst()).object();
    }

    @Test
    void shouldHaveTheNamespacesThatExistFromTheStart() {
        assertThat(store.view().get(ObjectKey.ofNamespace("default"))).isPresent();
        assertThat(store.view().get(ObjectKey.ofNamespace("istio-system"))).isPresent();
        assertThat(store.view().position().configuration()).isEqualTo(2);
        assertThat(store.view().position().transaction()).isEqualTo(1);
    }

    @Test
    void shouldSetWhatTheStoreDecidesAndKeepTheRest() {
        StoredObject made = create(service("a"),
                tree("{'kind':'VirtualService','metadata':{'labels':{'x':'y'},'uid':'forged','resourceVersion':'99'},"
                        + "'spec':{'weight':0.10,'big':12345678901234567890}}"));

        assertThat(made.tree().at("/metadata/uid").asText()).isEqualTo(made.uid()).isNotEqualTo("forged");
        assertThat(made.tree().at("/metadata/name").asText()).isEqualTo("a");
        assertThat(made.tree().at("/metadata/namespace").asText()).isEqualTo("default");
        assertThat(made.tree().at("/metadata/resourceVersion").asText()).isEqualTo("3");
        assertThat(made.tree().at("/metadata/generation").asLong()).isEqualTo(1);
        assertThat(made.tree().at("/metadata/creationTimestamp").asText()).matches("2026-03-01T12:00:00\\.\\d{6}Z");
        assertThat(made.tree().at("/metadata/labels/x").asText()).isEqualTo("y");
        assertThat(made.tree().at("/spec/big").bigIntegerValue()).hasToString("12345678901234567890");
    }

    @Test
    void shouldFindEverythingAgainAfterARestart() throws Exception {
        create(service("a"), hosts("a.example.com"));
        commit(new Operation.Create(key(Kind.SECRET, "default", "s"), tree("{'kind':'Secret','data':{'tls.key':'c2VjcmV0'}}")));
        commit(new Operation.Update(service("a"), hosts("b.example.com"), Precondition.NONE));
        var before = store.view();
        String id = store.storeId();

        reopen();

        assertThat(store.storeId()).isEqualTo(id);
        assertThat(store.view().position()).isEqualTo(before.position());
        assertThat(store.view().types()).isEqualTo(before.types());
        for (ResourceType type : before.types()) {
            assertThat(store.view().list(type)).extracting(object -> object.tree().toString())
                    .isEqualTo(before.list(type).stream().map(object -> object.tree().toString()).toList());
        }
    }

    @Test
    void shouldCountEachCounterByItselfWithoutAGap() {
        create(service("a"), hosts("a"));
        create(key(Kind.SECRET, "default", "s"), tree("{}"));
        create(key(Kind.GATEWAY_INSTANCE, "", "g"), tree("{}"));
        var done = commit(new Operation.Create(service("b"), hosts("b")),
                new Operation.Create(key(Kind.SECRET, "default", "t"), tree("{}")),
                new Operation.Create(service("c"), hosts("c")));

        assertThat(done.position()).isEqualTo(new dev.sluice.admin.store.Position(5, 5, 2, 1));
        assertThat(done.changes()).extracting(change -> ((Change.Created) change).object().revision()).containsExactly(4L, 2L, 5L);
    }

    @Test
    void shouldNotMakeARevisionOutOfNothing() {
        StoredObject made = create(service("a"), hosts("a"));
        var again = commit(new Operation.Update(service("a"), hosts("a"), Precondition.NONE));

        assertThat(again.results()).containsExactly(new Change.Unchanged(made));
        assertThat(again.position().configuration()).isEqualTo(3);
        assertThat(store.view().get(service("a"))).containsSame(made);
    }

    @Test
    void shouldNotMakeARevisionOutOfTheTimesOfFieldManagersOrAfterARestart() throws Exception {
        String managed = "{'metadata':{'managedFields':[{'manager':'kubectl','time':'%s'}]},'spec':{'weight':1.50,'n':7}}";
        create(service("a"), tree(managed.formatted("2026-01-01T00:00:00Z")));
        reopen();

        var again = commit(new Operation.Update(service("a"), tree(managed.formatted("2026-02-02T00:00:00Z")), Precondition.NONE));

        assertThat(again.changes()).isEmpty();
    }

    @Test
    void shouldRaiseTheGenerationForTheSpecOnly() {
        create(service("a"), hosts("a"));
        ObjectNode labelled = hosts("a");
        labelled.withObjectProperty("metadata").putObject("labels").put("x", "y");
        ObjectNode withStatus = labelled.deepCopy();
        withStatus.putObject("status").put("ok", true);
        ObjectNode otherSpec = withStatus.deepCopy();
        otherSpec.withObjectProperty("spec").put("more", 1);

        var generations = new ArrayList<Long>();
        for (ObjectNode next : List.of(labelled, withStatus, otherSpec)) {
            commit(new Operation.Update(service("a"), next, Precondition.NONE));
            generations.add(store.view().get(service("a")).orElseThrow().generation());
        }

        assertThat(generations).containsExactly(1L, 1L, 2L);
        assertThat(create(key(Kind.CONFIG_MAP, "default", "c"), tree("{'data':{}}")).tree().at("/metadata/generation").isMissingNode())
                .isTrue();
    }

    @Test
    void shouldNeverGiveTwoObjectsTheSameAgeEvenIfTheClockStepsBack() throws Exception {
        var ages = new ArrayList<Instant>();
        commit(new Operation.Create(service("a"), hosts("a")), new Operation.Create(service("b"), hosts("b"))).changes()
                .forEach(change -> ages.add(((Change.Created) change).object().created()));
        clock.step(Duration.ofHours(-3));
        ages.add(create(service("c"), hosts("c")).created());
        reopen();
        ages.add(create(service("d"), hosts("d")).created());

        assertThat(ages).doesNotHaveDuplicates().isSorted().allMatch(age -> age.getNano() % 1_000 == 0);
    }

    @Test
    void shouldRefuseWhatDoesNotFitAndChangeNothing() {
        StoredObject a = create(service("a"), hosts("a"));
        var before = store.view();

        assertThat(refusal(new Operation.Create(service("a"), hosts("a")))).isEqualTo(new Refusal.AlreadyExists(0, a));
        assertThat(refusal(new Operation.Update(service("b"), hosts("b"), Precondition.NONE)))
                .isEqualTo(new Refusal.NotFound(0, service("b")));
        assertThat(refusal(new Operation.Delete(service("b"), Precondition.NONE))).isEqualTo(new Refusal.NotFound(0, service("b")));
        assertThat(refusal(new Operation.Update(service("a"), hosts("x"), Precondition.revision(2))))
                .isEqualTo(new Refusal.Conflict(0, Precondition.revision(2), a));
        assertThat(refusal(new Operation.Delete(service("a"), Precondition.uid("other")))).isInstanceOf(Refusal.Conflict.class);
        ObjectKey lost = key(Kind.VIRTUAL_SERVICE, "nowhere", "a");
        assertThat(refusal(new Operation.Create(lost, hosts("a")))).isEqualTo(new Refusal.NamespaceNotFound(0, lost));
        assertThat(refusal(new Operation.Create(service("c"), hosts("c")), new Operation.Create(service("a"), hosts("a"))))
                .isEqualTo(new Refusal.AlreadyExists(1, a));
        assertThat(refusal(new Operation.Create(service("c"), hosts("c")), new Operation.Delete(service("c"), Precondition.NONE)))
                .isEqualTo(new Refusal.TouchedTwice(1, service("c")));
        assertThat(refusal(new Operation.Delete(ObjectKey.ofNamespace("istio-system"), Precondition.NONE)))
                .isInstanceOf(Refusal.NamespaceProtected.class);

        assertThat(store.view()).isSameAs(before);
    }

    @Test
    void shouldDeleteANamespaceWithAllThatLivesInIt() {
        commit(new Operation.Create(ObjectKey.ofNamespace("prod"), tree("{}")),
                new Operation.Create(key(Kind.VIRTUAL_SERVICE, "prod", "a"), hosts("a")),
                new Operation.Create(key(Kind.SECRET, "prod", "s"), tree("{}")));
        create(service("stays"), hosts("stays"));

        var done = commit(new Operation.Delete(ObjectKey.ofNamespace("prod"), Precondition.NONE));

        assertThat(done.results()).hasSize(1);
        assertThat(done.changes()).extracting(Change::key).containsExactly(key(Kind.SECRET, "prod", "s"),
                key(Kind.VIRTUAL_SERVICE, "prod", "a"),
                ObjectKey.ofNamespace("prod"));
        assertThat(store.view().list(SERVICES)).extracting(object -> object.key().name()).containsExactly("stays");
        assertThat(store.view().list(SECRETS)).isEmpty();
    }

    @Test
    void shouldNotDeleteANamespaceAroundAnObjectOfTheSameWrite() {
        commit(new Operation.Create(ObjectKey.ofNamespace("prod"), tree("{}")));
        ObjectKey inside = key(Kind.VIRTUAL_SERVICE, "prod", "a");
        create(inside, hosts("a"));

        assertThat(refusal(new Operation.Update(inside, hosts("a"), Precondition.NONE),
                new Operation.Delete(ObjectKey.ofNamespace("prod"), Precondition.NONE))).isEqualTo(new Refusal.TouchedTwice(1, inside));
        assertThat(commit(new Operation.Delete(inside, Precondition.NONE),
                new Operation.Delete(ObjectKey.ofNamespace("prod"), Precondition.NONE))
                .changes()).hasSize(2);
    }

    @Test
    void shouldEditUnderTheLockSoThatNoIncrementIsLost() {
        create(service("n"), tree("{'spec':{'n':0}}"));
        Edit increment = current -> {
            ObjectNode next = current.orElseThrow().tree().deepCopy();
            next.withObjectProperty("spec").put("n", next.at("/spec/n").asInt() + 1);
            return new Edit.Result.To(next);
        };
        var running = new ArrayList<CompletableFuture<WriteOutcome>>();
        for (int i = 0; i < 300; i++) {
            running.add(store
                    .write(WriteRequest.of("t", "patch", new Operation.Modify(service("n"), Precondition.NONE, increment)), Admission.NONE)
                    .toCompletableFuture());
        }
        var revisions = new HashSet<Long>();
        for (var one : running) revisions.add(((WriteOutcome.Committed) await(one)).position().configuration());

        assertThat(store.view().get(service("n")).orElseThrow().tree().at("/spec/n").asInt()).isEqualTo(300);
        assertThat(revisions).hasSize(300);
    }

    @Test
    void shouldJudgeEachWriteAgainstTheExactStateItResultsIn() {
        Admission atMostTen = (before, after, changes) -> after.list(SERVICES).size() <= 10
                ? Admission.Verdict.ADMITTED
                : new Admission.Verdict.Rejected(List.of());
        var running = new ArrayList<CompletableFuture<WriteOutcome>>();
        for (int i = 0; i < 50; i++) {
            running.add(store.write(WriteRequest.of("t", "create", new Operation.Create(service("s" + i), hosts("h"))), atMostTen)
                    .toCompletableFuture());
        }
        long admitted = running.stream().filter(one -> await(one) instanceof WriteOutcome.Committed).count();

        assertThat(admitted).isEqualTo(10);
        assertThat(store.view().list(SERVICES)).hasSize(10);
        assertThat(store.view().position().configuration()).isEqualTo(12);
    }

    @Test
    void shouldDoAllButCommitInADryRun() {
        var before = store.view();
        var request = WriteRequest.of("t", "create", new Operation.Create(service("a"), hosts("a"))).asDryRun();

        WriteOutcome outcome = await(store.write(request, Admission.NONE));

        assertThat(((WriteOutcome.Committed) outcome).results()).singleElement().isInstanceOf(Change.Created.class);
        assertThat(store.view()).isSameAs(before);
        assertThat(store.history().entries(Long.MAX_VALUE, 10)).hasSize(1);
    }

    @Test
    void shouldAnswerARepeatedWriteAsTheFirstTime() throws Exception {
        var request = new WriteRequest(List.of(new Operation.Create(service("a"), hosts("a"))), "t", "create", "",
                Optional.of(new WriteRequest.IdempotencyKey("k1", "f1")), false);
        var otherContent = new WriteRequest(request.operations(), "t", "create", "",
                Optional.of(new WriteRequest.IdempotencyKey("k1", "f2")), false);

        var first = (WriteOutcome.Committed) await(store.write(request, Admission.NONE));
        var second = (WriteOutcome.Committed) await(store.write(request, Admission.NONE));
        reopen();
        var third = (WriteOutcome.Committed) await(store.write(request, Admission.NONE));

        assertThat(second.replayed()).isTrue();
        assertThat(third.position()).isEqualTo(second.position()).isEqualTo(first.position());
        assertThat(third.results()).extracting(Change::key).containsExactly(service("a"));
        assertThat(await(store.write(otherContent, Admission.NONE)))
                .isEqualTo(new WriteOutcome.Refused(new Refusal.IdempotencyKeyReused("k1")));
    }

    @Test
    void shouldSurviveAFaultyAdmission() {
        Admission faulty = (before, after, changes) -> {
            throw new IllegalStateException("a bug");
        };

        WriteOutcome outcome = await(store.write(WriteRequest.of("t", "create", new Operation.Create(service("a"), hosts("a"))), faulty));

        assertThat(outcome).isInstanceOfSatisfying(WriteOutcome.Refused.class,
                refused -> assertThat(refused.refusal()).isInstanceOf(Refusal.Failed.class));
        assertThat(create(service("a"), hosts("a")).revision()).isEqualTo(3);
    }

    @Test
    void shouldTellTheHistoryAndRebuildThePast() {
        create(service("a"), hosts("one"));
        commit(new Operation.Update(service("a"), hosts("two"), Precondition.NONE), new Operation.Create(service("b"), hosts("b")));
        commit(new Operation.Delete(service("a"), Precondition.NONE));

        assertThat(store.history().entries(Long.MAX_VALUE, 2)).extracting(entry -> entry.position().configuration()).containsExactly(6L,
                5L);
        assertThat(store.history().at(Counter.CONFIGURATION, 4).orElseThrow().position().configuration()).isEqualTo(5);
        assertThat(store.history().at(Counter.CONFIGURATION, 7)).isEmpty();
        assertThat(store.history().changes(3)).hasSize(2).first().isInstanceOfSatisfying(Change.Updated.class,
                updated -> assertThat(updated.before().tree().at("/spec/hosts/0").asText()).isEqualTo("one"));
        assertThat(store.history().objectsAt(Counter.CONFIGURATION, 3)).isInstanceOfSatisfying(History.Past.Known.class,
                past -> assertThat(past.objects()).extracting(object -> object.key().name()).containsExactly("default", "istio-system",
                        "a"));
        assertThat(store.history().objectsAt(Counter.CONFIGURATION, 4)).isInstanceOfSatisfying(History.Past.Known.class, past -> {
            assertThat(past.position().configuration()).isEqualTo(5);
            assertThat(past.objects()).extracting(object -> object.key().name()).containsExactly("default", "istio-system", "a", "b");
        });
        assertThat(store.history().objectsAt(Counter.CONFIGURATION, 7)).isEqualTo(new History.Past.TooLarge(6));
    }

    @Test
    void shouldKeepSealedBlobsByVersion() throws Exception {
        assertThat(store.sealedBlobs().get("ca")).isEmpty();
        assertThat(store.sealedBlobs().put("ca", 0, new byte[]{1})).isTrue();
        assertThat(store.sealedBlobs().put("ca", 0, new byte[]{2})).isFalse();
        assertThat(store.sealedBlobs().put("ca", 1, new byte[]{3})).isTrue();
        reopen();

        assertThat(store.sealedBlobs().get("ca").orElseThrow().content()).containsExactly(3);
        assertThat(store.sealedBlobs().get("ca").orElseThrow().version()).isEqualTo(2);
    }

    @Test
    void shouldOfferAViewThatIsNoOlderThanTheCall() {
        create(service("a"), hosts("a"));

        assertThat(await(store.freshView()).position().configuration()).isEqualTo(3);
    }

    @Test
    void shouldRefuseWritesOnceClosed() {
        store.close();

        assertThat(refusal(new Operation.Create(service("a"), hosts("a")))).isEqualTo(new Refusal.ReadOnly("the store is closed"));
    }
}
