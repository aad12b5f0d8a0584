package dev.sluice.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients at once, over the wire. */
final class ChurnTest {
    private static final String ENTRIES = "/apis/networking.istio.io/v1/namespaces/default/serviceentries";
    private static final String MERGE = "application/merge-patch+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir private Path folder;
    private AdminFixture admin;

    @BeforeEach
    void start() throws Exception {
        admin = new AdminFixture(folder);
    }

    @AfterEach
    void stop() {
        admin.close();
    }

    private RequestSpecification call() {
        return given(admin.admin());
    }

    private int create(String name) {
        return call().contentType("application/json").body(Samples.serviceEntry(name)).post(ENTRIES).statusCode();
    }

    private <T> List<T> allAtOnce(List<Callable<T>> tasks) throws Exception {
        var results = new ArrayList<T>();
        try (var clients = Executors.newFixedThreadPool(8)) {
            for (Future<T> one : clients.invokeAll(tasks)) results.add(one.get());
        }
        return results;
    }

    @Test
    void shouldLoseNoWriteOfClientsThatReadTheVersionAndTryAgain() throws Exception {
        // Given
        assertThat(create("counter")).isEqualTo(201);
        var tasks = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 8; i++) tasks.add(() -> increment(3));
        // When
        List<Integer> conflicts = allAtOnce(tasks);
        // Then
        JsonNode end = JSON.readTree(call().get(ENTRIES + "/counter").asString());
        assertThat(end.at("/metadata/labels/n").asText()).isEqualTo("24");
        System.out.println("24 increments by 8 clients, " + conflicts.stream().mapToInt(Integer::intValue).sum() + " conflicts");
    }

    /** @return how often another was faster */
    private int increment(int times) throws IOException {
        int conflicts = 0;
        for (int done = 0; done < times;) {
            JsonNode current = JSON.readTree(call().get(ENTRIES + "/counter").asString());
            int next = current.at("/metadata/labels/n").asInt() + 1;
            String patch = "{\"metadata\":{\"resourceVersion\":\"%s\",\"labels\":{\"n\":\"%d\"}}}"
                    .formatted(current.at("/metadata/resourceVersion").asText(), next);
            Response answer = call().contentType(MERGE).body(patch).patch(ENTRIES + "/counter");
            assertThat(answer.statusCode()).isIn(200, 409);
            if (answer.statusCode() == 200) done++;
            else
                conflicts++;
        }
        return conflicts;
    }

    @Test
    void shouldLetOneOfManyCreateAndDeleteACollectionBesideOthers() throws Exception {
        var creators = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 8; i++) creators.add(() -> create("the-one"));
        assertThat(allAtOnce(creators)).containsOnly(201, 409).containsOnlyOnce(201);

        for (int i = 0; i < 30; i++) assertThat(create("many-" + i)).isEqualTo(201);
        var deleters = new ArrayList<Callable<Integer>>();
        for (int i = 0; i < 4; i++) {
            int nth = i;
            deleters.add(() -> call().delete(ENTRIES).statusCode());
            deleters.add(() -> call().delete(ENTRIES + "/many-" + nth).statusCode());
        }
        assertThat(allAtOnce(deleters)).isSubsetOf(200, 404);
        assertThat(call().get(ENTRIES).jsonPath().getList("items")).isEmpty();
    }

    @Test
    void shouldLeadToTheSameStateWhereverAWatchIsTakenUpAgain() throws Exception {
        // Given: every state that a list showed while others wrote
        var random = new Random(5);
        var writes = new ArrayList<Callable<Integer>>();
        for (int lane = 0; lane < 4; lane++) {
            int one = lane;
            writes.add(() -> churn(one, 20));
        }
        var lists = new ArrayList<JsonNode>();
        writes.add(() -> {
            for (int i = 0; i < 6; i++) lists.add(JSON.readTree(call().get(ENTRIES).asString()));
            return 0;
        });
        // When
        allAtOnce(writes);
        Map<String, String> end = versions(JSON.readTree(call().get(ENTRIES).asString()));
        assertThat(create("the-end")).isEqualTo(201);
        // Then
        for (JsonNode list : lists) {
            Map<String, String> held = versions(list);
            int resubscriptions = follow(held, list.at("/metadata/resourceVersion").asText(), random);
            assertThat(resubscriptions).isPositive();
            held.remove("the-end");
            assertThat(held).isEqualTo(end);
        }
    }

    private int churn(int lane, int times) {
        var random = new Random(lane);
        for (int i = 0; i < times; i++) {
            String name = "c-" + lane + "-" + random.nextInt(4);
            String path = ENTRIES + "/" + name;
            int status = switch (random.nextInt(3)) {
                case 0 -> call().delete(path).statusCode();
                case 1 -> call().contentType(MERGE).body("{\"metadata\":{\"labels\":{\"n\":\"" + i + "\"}}}").patch(path).statusCode();
                default -> create(name);
            };
            assertThat(status).isIn(200, 201, 404, 409);
        }
        return times;
    }

    private static Map<String, String> versions(JsonNode list) {
        var versions = new TreeMap<String, String>();
        for (JsonNode item : list.path("items"))
            versions.put(item.at("/metadata/name").asText(), item.at("/metadata/resourceVersion").asText());
        return versions;
    }

    /** Watches from {@code from} until the end is heard, going away and coming back every few events. */
    private int follow(Map<String, String> held, String from, Random random) throws Exception {
        String version = from;
        int subscriptions = 0;
        while (!held.containsKey("the-end")) {
            var answer = admin.open(ENTRIES + "?watch=1&resourceVersion=" + version, admin.client("alice", "sluice:admins"));
            assertThat(answer.statusCode()).isEqualTo(200);
            subscriptions++;
            try (NodeStream stream = new NodeStream(answer.body())) {
                for (int i = 3 + random.nextInt(15); i > 0 && !held.containsKey("the-end"); i--) {
                    JsonNode event = stream.next();
                    String name = event.at("/object/metadata/name").asText();
                    String next = event.at("/object/metadata/resourceVersion").asText();
                    assertThat(Long.parseLong(next)).isGreaterThan(Long.parseLong(version));
                    version = next;
                    switch (event.path("type").asText()) {
                        case "ADDED" -> assertThat(held.put(name, version)).isNull();
                        case "MODIFIED" -> assertThat(held.put(name, version)).isNotNull();
                        case "DELETED" -> assertThat(held.remove(name)).isNotNull();
                        default -> throw new AssertionError(event);
                    }
                }
            }
        }
        return subscriptions;
    }

    @Test
    void shouldAnswerToPlacesThatAreNoMoreOrNotYet() {
        call().queryParam("watch", "1").queryParam("resourceVersion", "99999").get(ENTRIES).then().statusCode(504);
        call().queryParam("watch", "1").queryParam("resourceVersion", "nonsense").get(ENTRIES).then().statusCode(400);
    }
}
