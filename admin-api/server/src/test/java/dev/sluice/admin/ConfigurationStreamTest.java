package dev.sluice.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigurationStreamTest {
    private static final String STREAM = "/apis/sluice.dev/v1alpha1/configuration?watch=1";
    private static final String ISTIO = "/apis/networking.istio.io/v1/namespaces/default/";
    private static final String SECRETS = "/api/v1/namespaces/default/secrets";

    @TempDir private Path folder;
    private AdminFixture admin;

    @BeforeEach
    void start() throws Exception {
        admin = new AdminFixture(folder);
        post("/apis/sluice.dev/v1alpha1/gatewayinstances", Samples.instance("in-1"));
    }

    @AfterEach
    void stop() {
        admin.close();
    }

    private void post(String path, String body) {
        given(admin.admin()).contentType("application/json").body(body).post(path).then().statusCode(201);
    }

    private void delete(String path) {
        given(admin.admin()).delete(path).then().statusCode(200);
    }

    private NodeStream stream(String query) throws Exception {
        var answer = admin.open(STREAM + query, admin.client("in-1", "sluice:nodes"));
        assertThat(answer.statusCode()).isEqualTo(200);
        return new NodeStream(answer.body());
    }

    private static JsonNode bookmark(List<JsonNode> transaction) {
        return transaction.getLast().path("object");
    }

    private static String after(JsonNode bookmark) {
        return "&storeId=" + bookmark.path("storeId").asText() + "&configRevision=" + bookmark.path("configRevision").asLong()
                + "&runtimeRevision="
                + bookmark.path("runtimeRevision").asLong();
    }

    @Test
    void shouldTellANewcomerEverythingAndCloseItWithADigestItCanCheck() throws Exception {
        // Given
        post(ISTIO + "serviceentries", Samples.serviceEntry("a"));
        // When
        try (NodeStream stream = stream("")) {
            List<JsonNode> first = stream.transaction();
            // Then
            assertThat(NodeStream.summary(first)).containsExactly("ADDED Namespace//default", "ADDED Namespace//istio-system",
                    "ADDED ServiceEntry/default/a");
            assertThat(bookmark(first).path("digest").asText()).isEqualTo(stream.digest());
            assertThat(bookmark(first).path("storeId").asText()).isEqualTo(admin.store.storeId());
        }
    }

    @Test
    void shouldCloseEachTransactionWithABookmark() throws Exception {
        try (NodeStream stream = stream("")) {
            stream.transaction();
            // When
            post(ISTIO + "serviceentries", Samples.serviceEntry("a"));
            List<JsonNode> created = stream.transaction();
            given(admin.admin()).contentType("application/merge-patch+json").body("{\"metadata\":{\"labels\":{\"x\":\"y\"}}}")
                    .patch(ISTIO + "serviceentries/a").then()
                    .statusCode(200);
            List<JsonNode> changed = stream.transaction();
            delete(ISTIO + "serviceentries/a");
            List<JsonNode> deleted = stream.transaction();
            // Then
            assertThat(NodeStream.summary(created)).containsExactly("ADDED ServiceEntry/default/a");
            assertThat(NodeStream.summary(changed)).containsExactly("MODIFIED ServiceEntry/default/a");
            assertThat(NodeStream.summary(deleted)).containsExactly("DELETED ServiceEntry/default/a");
            assertThat(bookmark(deleted).path("digest").asText()).isEqualTo(stream.digest());
            assertThat(bookmark(deleted).path("configRevision").asLong()).isEqualTo(bookmark(created).path("configRevision").asLong() + 2);
        }
    }

    @Test
    void shouldServeASecretOnlyWhileAGatewayOfTheNodeNamesIt() throws Exception {
        // Given
        post(SECRETS, Samples.secret("shop", "for this test"));
        post(SECRETS, Samples.secret("other", "for this test"));
        try (NodeStream stream = stream("")) {
            assertThat(NodeStream.summary(stream.transaction())).noneMatch(event -> event.contains("Secret"));
            // When
            post(ISTIO + "gateways", Samples.gateway("shop", "shop"));
            List<JsonNode> named = stream.transaction();
            delete(ISTIO + "gateways/shop");
            List<JsonNode> unnamed = stream.transaction();
            // Then
            assertThat(NodeStream.summary(named)).containsExactly("ADDED Gateway/default/shop", "ADDED Secret/default/shop");
            assertThat(NodeStream.summary(unnamed)).containsExactly("DELETED Gateway/default/shop", "DELETED Secret/default/shop");
            assertThat(unnamed).filteredOn(event -> event.path("object").path("kind").asText().equals("Secret"))
                    .allMatch(event -> !event.path("object").has("data"));
            assertThat(bookmark(unnamed).path("digest").asText()).isEqualTo(stream.digest());
        }
    }

    @Test
    void shouldGoOnFromAPositionTransactionByTransaction() throws Exception {
        // Given
        post(ISTIO + "gateways", Samples.gateway("shop", "shop"));
        post(SECRETS, Samples.secret("shop", "one"));
        try (NodeStream client = stream("")) {
            JsonNode left = bookmark(client.transaction());
            post(ISTIO + "serviceentries", Samples.serviceEntry("a"));
            delete(SECRETS + "/shop");
            post(SECRETS, Samples.secret("shop", "two"));
            delete(ISTIO + "gateways/shop");
            // When
            try (NodeStream back = stream(after(left))) {
                back.held.putAll(client.held);
                // Then
                for (String wanted : List.of("[ADDED ServiceEntry/default/a]", "[DELETED Secret/default/shop]",
                        "[ADDED Secret/default/shop]",
                        "[DELETED Gateway/default/shop, DELETED Secret/default/shop]")) {
                    List<JsonNode> transaction = back.transaction();
                    assertThat(NodeStream.summary(transaction)).hasToString(wanted);
                    assertThat(bookmark(transaction).path("digest").asText()).isEqualTo(back.digest());
                }
            }
        }
    }

    @Test
    void shouldConfirmThePositionOfOneThatMissedNothing() throws Exception {
        try (NodeStream client = stream("")) {
            JsonNode left = bookmark(client.transaction());
            try (NodeStream back = stream(after(left))) {
                List<JsonNode> first = back.transaction();
                assertThat(first).hasSize(1);
                assertThat(bookmark(first)).isEqualTo(left);
            }
        }
    }

    @Test
    void shouldAnswer410ToAnotherStoresPositionAndToOneAhead() throws Exception {
        for (String query : List.of("&storeId=11111111-2222-3333-4444-555555555555&configRevision=1&runtimeRevision=0",
                "&storeId=" + admin.store.storeId() + "&configRevision=999&runtimeRevision=999")) {
            var answer = admin.open(STREAM + query, admin.client("in-1", "sluice:nodes"));
            assertThat(answer.statusCode()).isEqualTo(410);
            assertThat(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8)).contains("Expired");
        }
    }

    @Test
    void shouldEndTheStreamWith410WhenTheInstanceChanges() throws Exception {
        try (NodeStream stream = stream("")) {
            stream.transaction();
            // When
            given(admin.admin()).contentType("application/merge-patch+json").body("{\"spec\":{\"labels\":{\"istio\":\"other\"}}}")
                    .patch("/apis/sluice.dev/v1alpha1/gatewayinstances/in-1").then().statusCode(200);
            post(ISTIO + "serviceentries", Samples.serviceEntry("a"));
            // Then
            JsonNode event = stream.next();
            assertThat(event.path("type").asText()).isEqualTo("ERROR");
            assertThat(event.path("object").path("code").asInt()).isEqualTo(410);
            assertThat(stream.ends()).isTrue();
        }
    }

    @Test
    void shouldLetOnlyNodesFollowAndOnlyThoseThatAreRegistered() throws Exception {
        assertThat(admin.open(STREAM, admin.client("alice", "sluice:admins")).statusCode()).isEqualTo(403);
        assertThat(admin.open(STREAM, admin.client("unknown", "sluice:nodes")).statusCode()).isEqualTo(404);
        given(admin.nobody()).get(STREAM).then().statusCode(401);
    }
}
