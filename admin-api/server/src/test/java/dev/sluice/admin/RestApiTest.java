package dev.sluice.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each endpoint and each error, over real TLS. */
final class RestApiTest {
    private static final String ENTRIES = "/apis/networking.istio.io/v1/namespaces/default/serviceentries";
    private static final String INSTANCES = "/apis/sluice.dev/v1alpha1/gatewayinstances";
    private static final String SECRETS = "/api/v1/namespaces/default/secrets";
    private static final String MERGE = "application/merge-patch+json";
    private static final String TABLE = "application/json;as=Table;g=meta.k8s.io;v=v1,application/json";

    @TempDir private static Path folder;
    private static AdminFixture admin;
    private static int counter;
    private String name;

    @BeforeAll
    static void start() throws Exception {
        admin = new AdminFixture(folder);
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    @BeforeEach
    void pick() {
        name = "e-" + ++counter;
    }

    private static RequestSpecification call() {
        return given(admin.admin());
    }

    private static ValidatableResponse post(String path, String body) {
        return call().contentType("application/json").body(body).post(path).then();
    }

    private void create() {
        post(ENTRIES, Samples.serviceEntry(name)).statusCode(201);
    }

    // --- who ---------------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"/version", "/healthz", "/livez", "/readyz"})
    void shouldTellVersionAndHealthToAnyone(String path) {
        given(admin.nobody()).get(path).then().statusCode(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api", "/apis", "/openapi/v2", "/openapi/v3", ENTRIES, "/nowhere"})
    void shouldAnswer401WithoutACertificate(String path) {
        given(admin.nobody()).get(path).then().statusCode(401).body("kind", equalTo("Status")).body("reason", equalTo("Unauthorized"));
    }

    @Test
    void shouldAnswer403ToOneWithoutARoleAndLetHimLearnWhatIsServed() {
        RequestSpecification bob = admin.as(admin.client("bob", "others"));
        given(bob).get(ENTRIES).then().statusCode(403).body("reason", equalTo("Forbidden")).body("message",
                equalTo("serviceentries.networking.istio.io is forbidden: User \"bob\" cannot list resource \"serviceentries\" in API group \"networking.istio.io\" in the namespace \"default\""));
        given(bob).get("/apis").then().statusCode(200);
    }

    @Test
    void shouldLetANodeWriteItsOwnStatusAndNothingElse() {
        post(INSTANCES, Samples.instance("n1")).statusCode(201);
        post(INSTANCES, Samples.instance("n2")).statusCode(201);
        RequestSpecification node = admin.node("n1");
        String status = "{\"status\":{\"ready\":true,\"configRevision\":7}}";
        given(node).contentType(MERGE).body(status).patch(INSTANCES + "/n1/status").then().statusCode(200).body("status.configRevision",
                equalTo(7));
        given(node).get(INSTANCES + "/n1").then().statusCode(200).body("metadata.generation", equalTo(1));
        given(node).contentType(MERGE).body(status).patch(INSTANCES + "/n2/status").then().statusCode(403);
        given(node).contentType(MERGE).body("{\"spec\":{\"labels\":{\"a\":\"b\"}}}").patch(INSTANCES + "/n1").then().statusCode(403);
        given(node).get(SECRETS).then().statusCode(403);
        given(node).get(ENTRIES).then().statusCode(403);
        given(node).delete(INSTANCES + "/n1").then().statusCode(403);
    }

    @Test
    void shouldNotChangeTheSpecThroughTheStatusNorTheStatusThroughTheMain() {
        post(INSTANCES, Samples.instance(name)).statusCode(201);
        call().contentType(MERGE).body("{\"spec\":{\"role\":\"egress\"},\"status\":{\"ready\":true}}")
                .patch(INSTANCES + "/" + name + "/status").then().statusCode(200)
                .body("spec.role", equalTo("ingress")).body("status.ready", equalTo(true));
        call().contentType(MERGE).body("{\"spec\":{\"locality\":\"r/z\"},\"status\":{\"ready\":false}}").patch(INSTANCES + "/" + name)
                .then().statusCode(200)
                .body("spec.locality", equalTo("r/z")).body("status.ready", equalTo(true))
                .header("Warning", containsString("status was left as it is"));
    }

    // --- what is served ----------------------------------------------------------------------------------------------------

    @Test
    void shouldAnnounceGroupsInThreeRepresentations() {
        String aggregated = "application/json;g=apidiscovery.k8s.io;v=%s;as=APIGroupDiscoveryList";
        for (String version : List.of("v2", "v2beta1")) {
            call().accept(aggregated.formatted(version) + ",application/json").get("/apis").then().statusCode(200)
                    .header("Content-Type", equalTo(aggregated.formatted(version)))
                    .body("apiVersion", equalTo("apidiscovery.k8s.io/" + version))
                    .body("items.find { it.metadata.name == 'networking.istio.io' }.versions.version",
                            contains("v1", "v1beta1", "v1alpha3"));
        }
        call().get("/apis").then().statusCode(200).body("kind", equalTo("APIGroupList")).body("groups.name",
                hasItems("networking.istio.io", "sluice.dev"));
        call().get("/api").then().body("kind", equalTo("APIVersions")).body("versions", contains("v1"));
        call().accept(aggregated.formatted("v2")).get("/api").then().body("items[0].versions[0].resources.resource",
                hasItems("secrets", "namespaces"));
        call().get("/apis/networking.istio.io").then().body("preferredVersion.version", equalTo("v1"));
        call().get("/apis/networking.istio.io/v1").then().body("resources.name", hasItems("virtualservices", "virtualservices/status"));
        call().get("/api/v1").then().body("resources.find { it.name == 'configmaps' }.shortNames", contains("cm"));
        call().get("/apis/nowhere").then().statusCode(404).body("message", equalTo("the server could not find the requested resource"));
    }

    @Test
    void shouldServeEveryResourceThatDiscoveryAnnounces() {
        List<String> groups = call().get("/apis").jsonPath().getList("groups.versions.flatten().groupVersion");
        var lists = new java.util.ArrayList<String>();
        groups.forEach(group -> lists.add("/apis/" + group));
        lists.add("/api/v1");
        for (String list : lists) {
            List<String> resources = call().get(list).jsonPath().getList("resources.findAll { 'list' in it.verbs }.name");
            for (String resource : resources) call().get(list + "/" + resource).then().statusCode(200).body("items", notNullValue());
        }
    }

    @Test
    void shouldServeSchemasUnderUrlsThatNeverChange() {
        String url = call().get("/openapi/v3").jsonPath().getString("paths.'apis/networking.istio.io/v1'.serverRelativeURL");
        assertThat(url).contains("?hash=");
        String schema = "components.schemas.'io.istio.networking.v1.VirtualService'";
        call().get(url).then().statusCode(200).header("Cache-Control", containsString("immutable")).header("ETag", notNullValue())
                .body(schema + ".'x-kubernetes-group-version-kind'[0].kind", equalTo("VirtualService"))
                .body(schema + ".properties.spec.properties.hosts.type", equalTo("array"))
                .body("paths.'/apis/networking.istio.io/v1/namespaces/{namespace}/virtualservices/{name}'.patch.parameters.name",
                        hasItem("fieldValidation"));
        call().get(url.substring(0, url.indexOf('?'))).then().statusCode(200).header("Cache-Control", nullValue());
        call().get("/openapi/v2").then().statusCode(200).body("swagger", equalTo("2.0"));
        call().accept("application/com.github.proto-openapi.spec.v2@v1.0+protobuf").get("/openapi/v2").then().statusCode(200)
                .header("Content-Type", equalTo("application/com.github.proto-openapi.spec.v2.v1.0+protobuf"));
    }

    // --- write -------------------------------------------------------------------------------------------------------------

    @Test
    void shouldCreateReadReplaceAndDelete() {
        post(ENTRIES, Samples.serviceEntry(name)).statusCode(201).body("metadata.uid", notNullValue())
                .body("metadata.generation", equalTo(1))
                .body("metadata.creationTimestamp", containsString("."));
        String read = call().get(ENTRIES + "/" + name).then().statusCode(200).extract().asString();
        call().contentType("application/json").body(read.replace("DNS", "NONE")).put(ENTRIES + "/" + name).then().statusCode(200)
                .body("spec.resolution", equalTo("NONE")).body("metadata.generation", equalTo(2));
        call().delete(ENTRIES + "/" + name).then().statusCode(200).body("status", equalTo("Success")).body("details.name", equalTo(name));
        call().get(ENTRIES + "/" + name).then().statusCode(404).body("reason", equalTo("NotFound")).body("details.kind",
                equalTo("serviceentries"));
    }

    @Test
    void shouldRefuseAStaleUpdateAndLeaveTheObject() {
        create();
        String old = call().get(ENTRIES + "/" + name).asString();
        call().contentType(MERGE).body("{\"metadata\":{\"labels\":{\"new\":\"yes\"}}}").patch(ENTRIES + "/" + name).then().statusCode(200);
        call().contentType("application/json").body(old).put(ENTRIES + "/" + name).then().statusCode(409)
                .body("reason", equalTo("Conflict"))
                .body("message", containsString("the object has been modified"));
        call().get(ENTRIES + "/" + name).then().body("metadata.labels.new", equalTo("yes"));
    }

    @Test
    void shouldMakeNoRevisionForAWriteThatChangesNothing() {
        create();
        String before = call().get(ENTRIES + "/" + name).jsonPath().getString("metadata.resourceVersion");
        call().contentType(MERGE).body("{\"spec\":{\"resolution\":\"DNS\"}}").patch(ENTRIES + "/" + name).then()
                .body("metadata.resourceVersion", equalTo(before));
    }

    @Test
    void shouldGenerateNames() {
        String body = Samples.serviceEntry(name).replace("\"name\":\"" + name + "\",\"labels\"", "\"generateName\":\"gen-\",\"labels\"");
        post(ENTRIES, body).statusCode(201).body("metadata.name", startsWith("gen-"));
    }

    @Test
    void shouldDoAllButCommitInADryRun() {
        call().queryParam("dryRun", "All").contentType("application/json").body(Samples.serviceEntry(name)).post(ENTRIES).then()
                .statusCode(201)
                .body("metadata.uid", notNullValue());
        call().get(ENTRIES + "/" + name).then().statusCode(404);
        call().queryParam("dryRun", "Some").contentType("application/json").body(Samples.serviceEntry(name)).post(ENTRIES).then()
                .statusCode(422)
                .body("details.causes[0].field", equalTo("dryRun"));
    }

    @Test
    void shouldTakeYaml() {
        String yaml = "apiVersion: networking.istio.io/v1beta1\nkind: ServiceEntry\nmetadata: {name: %s}\nspec:\n  hosts: [y.example.com]\n  ports: [{number: 80, name: http, protocol: HTTP}]\n  resolution: DNS\n";
        call().contentType("application/yaml").body(yaml.formatted(name).getBytes(StandardCharsets.UTF_8))
                .post(ENTRIES.replace("/v1/", "/v1beta1/")).then().statusCode(201)
                .body("apiVersion", equalTo("networking.istio.io/v1beta1"));
        call().get(ENTRIES + "/" + name).then().body("apiVersion", equalTo("networking.istio.io/v1")).body("spec.hosts",
                contains("y.example.com"));
        call().contentType("application/yaml").body("a: [".getBytes(StandardCharsets.UTF_8)).post(ENTRIES).then().statusCode(400)
                .body("reason", equalTo("BadRequest"));
    }

    @Test
    void shouldAnswer404ForANamespaceThatIsNotThere() {
        post(ENTRIES.replace("default", "missing"), Samples.serviceEntry(name)).statusCode(404).body("message",
                equalTo("namespaces \"missing\" not found"));
    }

    @Test
    void shouldAnswer409ForANameThatIsTaken() {
        create();
        post(ENTRIES, Samples.serviceEntry(name)).statusCode(409).body("reason", equalTo("AlreadyExists"));
    }

    @Test
    void shouldNameEveryFaultWithItsField() {
        String body = Samples.serviceEntry(name).replace("\"DNS\"", "\"DNZ\"").replace("80", "\"eighty\"");
        post(ENTRIES, body).statusCode(422).body("reason", equalTo("Invalid")).body("details.kind", equalTo("ServiceEntry")).body(
                "details.causes.field",
                hasItems("spec.resolution", "spec.ports[0].number"));
        call().get(ENTRIES + "/" + name).then().statusCode(404);
    }

    @Test
    void shouldTreatUnknownFieldsAsAsked() {
        String body = Samples.serviceEntry(name).replace("\"resolution\"", "\"resolutionn\":\"X\",\"resolution\"");
        call().queryParam("fieldValidation", "Strict").contentType("application/json").body(body).post(ENTRIES).then().statusCode(400).body(
                "message",
                containsString(
                        "ServiceEntry in version \"v1\" cannot be handled as a ServiceEntry: strict decoding error: unknown field \"spec.resolutionn\""));
        call().queryParam("fieldValidation", "Warn").contentType("application/json").body(body).post(ENTRIES).then().statusCode(201)
                .header("Warning", containsString("299 - \"unknown field \\\"spec.resolutionn\\\"\""))
                .body("spec.resolutionn", nullValue());
        call().queryParam("fieldValidation", "Ignore").contentType("application/json").body(body.replace(name, name + "i")).post(ENTRIES)
                .then().statusCode(201)
                .header("Warning", not(containsString("unknown field")));
    }

    @Test
    void shouldAnswer415ForPatchesAndBodiesItDoesNotRead() {
        create();
        for (String type : List.of("application/strategic-merge-patch+json", "application/apply-patch+yaml", "application/json")) {
            call().contentType(type).body("{}".getBytes(StandardCharsets.UTF_8)).patch(ENTRIES + "/" + name).then().statusCode(415)
                    .body("reason", equalTo("UnsupportedMediaType"));
        }
        call().contentType("application/xml").body("<a/>").post(ENTRIES).then().statusCode(415);
    }

    @Test
    void shouldAnswer400ForBodiesThatAreNotWhatTheUrlNames() {
        post(ENTRIES, "{").statusCode(400);
        post(ENTRIES, "[]").statusCode(400);
        post(ENTRIES, "{\"a\":1,\"a\":2}").statusCode(400).body("message", containsString("twice"));
        post(ENTRIES, Samples.serviceEntry(name).replace("ServiceEntry", "Gateway")).statusCode(400);
        post(ENTRIES, Samples.serviceEntry(name).replace("\"labels\"", "\"namespace\":\"other\",\"labels\"")).statusCode(400);
        post(ENTRIES, Samples.serviceEntry(name).replace("\"labels\"", "\"resourceVersion\":\"1\",\"labels\"")).statusCode(400);
        create();
        String read = call().get(ENTRIES + "/" + name).asString();
        call().contentType("application/json").body(read).put(ENTRIES + "/other-name").then().statusCode(400);
    }

    @Test
    void shouldAnswer413ForABodyTooLarge() {
        post(ENTRIES, "{\"a\":\"" + "x".repeat(3 * 1024 * 1024) + "\"}").statusCode(413).body("reason", equalTo("RequestEntityTooLarge"));
    }

    @Test
    void shouldApplyJsonPatchesWholeOrNotAtAll() {
        create();
        String good = "[{\"op\":\"test\",\"path\":\"/spec/resolution\",\"value\":\"DNS\"},{\"op\":\"add\",\"path\":\"/spec/hosts/-\",\"value\":\"z.example.com\"}]";
        call().contentType("application/json-patch+json").body(good).patch(ENTRIES + "/" + name).then().statusCode(200)
                .body("spec.hosts[1]", equalTo("z.example.com"));
        String bad = "[{\"op\":\"remove\",\"path\":\"/spec/hosts/1\"},{\"op\":\"remove\",\"path\":\"/spec/nothing\"}]";
        call().contentType("application/json-patch+json").body(bad).patch(ENTRIES + "/" + name).then().statusCode(422);
        call().get(ENTRIES + "/" + name).then().body("spec.hosts", hasSize(2));
    }

    @Test
    void shouldNeverShowStringDataAndKeepTheTypeOfASecret() {
        post(SECRETS, Samples.secret(name, "plain")).statusCode(201).body("stringData", nullValue()).body("data.key", equalTo("cGxhaW4="));
        call().contentType("application/strategic-merge-patch+json").body("{\"type\":\"kubernetes.io/tls\"}").patch(SECRETS + "/" + name)
                .then().statusCode(422)
                .body("details.causes[0].field", equalTo("type"));
        call().contentType("application/strategic-merge-patch+json")
                .body("{\"data\":{\"key\":null,\"other\":\"YQ==\"},\"$retainKeys\":[\"x\"]}").patch(SECRETS + "/" + name)
                .then().statusCode(200).body("data", equalTo(java.util.Map.of("other", "YQ==")));
    }

    // --- delete ------------------------------------------------------------------------------------------------------------

    @Test
    void shouldDeleteOnlyWhatThePreconditionsNameAndJudgePropagation() {
        create();
        call().contentType("application/json")
                .body("{\"kind\":\"DeleteOptions\",\"apiVersion\":\"v1\",\"preconditions\":{\"uid\":\"other\"}}")
                .delete(ENTRIES + "/" + name)
                .then().statusCode(409);
        call().queryParam("propagationPolicy", "Nonsense").delete(ENTRIES + "/" + name).then().statusCode(422);
        call().queryParam("propagationPolicy", "Foreground").delete(ENTRIES + "/" + name).then().statusCode(200);
    }

    @Test
    void shouldKeepAnObjectUntilItsFinalizersAreGone() {
        post(ENTRIES, Samples.serviceEntry(name).replace("\"labels\"", "\"finalizers\":[\"example.com/hold\"],\"labels\"")).statusCode(201);
        call().delete(ENTRIES + "/" + name).then().statusCode(200).body("kind", equalTo("ServiceEntry")).body("metadata.deletionTimestamp",
                notNullValue());
        call().get(ENTRIES + "/" + name).then().statusCode(200);
        call().contentType(MERGE).body("{\"metadata\":{\"finalizers\":null}}").patch(ENTRIES + "/" + name).then().statusCode(200);
        call().get(ENTRIES + "/" + name).then().statusCode(404);
    }

    @Test
    void shouldDeleteACollectionBySelector() {
        create();
        post(ENTRIES, Samples.serviceEntry(name + "-kept")).statusCode(201);
        call().queryParam("labelSelector", "app=" + name).delete(ENTRIES).then().statusCode(200).body("items.metadata.name",
                contains(name));
        call().get(ENTRIES + "/" + name).then().statusCode(404);
        call().get(ENTRIES + "/" + name + "-kept").then().statusCode(200);
    }

    @Test
    void shouldDeleteANamespaceWithAllThatLivesInIt() {
        post("/api/v1/namespaces", "{\"apiVersion\":\"v1\",\"kind\":\"Namespace\",\"metadata\":{\"name\":\"" + name + "\"}}")
                .statusCode(201);
        post(ENTRIES.replace("default", name), Samples.serviceEntry(name)).statusCode(201);
        call().delete("/api/v1/namespaces/" + name).then().statusCode(200);
        call().get(ENTRIES.replace("default", name) + "/" + name).then().statusCode(404);
        call().delete("/api/v1/namespaces/default").then().statusCode(403).body("message",
                containsString("this namespace may not be deleted"));
    }

    @ParameterizedTest
    @CsvSource({"POST,/1", "PUT,''", "PATCH,''"})
    void shouldAnswer405ToVerbsThatAreNotThere(String method, String suffix) {
        call().contentType("application/json").body("{}").request(method, ENTRIES + suffix).then().statusCode(405).body("reason",
                equalTo("MethodNotAllowed"));
    }

    // --- list --------------------------------------------------------------------------------------------------------------

    @Test
    void shouldPageThroughAListAtOneRevision() {
        for (int i = 0; i < 3; i++)
            post(ENTRIES, Samples.serviceEntry(name + "-" + i).replace("\"app\":\"" + name + "-" + i, "\"page\":\"" + name))
                    .statusCode(201);
        var first = call().queryParam("labelSelector", "page=" + name).queryParam("limit", 2).get(ENTRIES).then().statusCode(200)
                .body("items", hasSize(2)).extract().jsonPath();
        post(ENTRIES, Samples.serviceEntry(name + "-9").replace("\"app\":\"" + name + "-9", "\"page\":\"" + name)).statusCode(201);
        call().queryParam("labelSelector", "page=" + name).queryParam("limit", 2)
                .queryParam("continue", first.getString("metadata.continue")).get(ENTRIES).then()
                .statusCode(200).body("items.metadata.name", contains(name + "-2"))
                .body("metadata.resourceVersion", equalTo(first.getString("metadata.resourceVersion")))
                .body("metadata.continue", nullValue());
        call().queryParam("continue", "nonsense").get(ENTRIES).then().statusCode(400);
    }

    @Test
    void shouldListThePastExactlyAndRefuseTheFuture() {
        create();
        String then = call().get(ENTRIES).jsonPath().getString("metadata.resourceVersion");
        call().delete(ENTRIES + "/" + name).then().statusCode(200);
        call().queryParam("resourceVersion", then).queryParam("resourceVersionMatch", "Exact").get(ENTRIES).then().statusCode(200)
                .body("items.metadata.name", hasItem(name));
        call().queryParam("resourceVersion", "99999999").get(ENTRIES).then().statusCode(504).body("details.causes[0].reason",
                equalTo("ResourceVersionTooLarge"));
        call().queryParam("resourceVersionMatch", "Exact").get(ENTRIES).then().statusCode(422);
    }

    @Test
    void shouldSelectByLabelsAndFields() {
        create();
        call().queryParam("labelSelector", "app in (" + name + ", x),!gone").get(ENTRIES).then().body("items", hasSize(1));
        call().queryParam("fieldSelector", "metadata.name=" + name).get("/apis/networking.istio.io/v1/serviceentries").then().body("items",
                hasSize(1));
        call().queryParam("fieldSelector", "spec.hosts=a").get(ENTRIES).then().statusCode(400);
        call().queryParam("labelSelector", "a in b").get(ENTRIES).then().statusCode(400);
    }

    @Test
    void shouldRenderTablesWithAsMuchOfTheObjectAsAsked() {
        create();
        RequestSpecification one = call().accept(TABLE).queryParam("fieldSelector", "metadata.name=" + name);
        one.get(ENTRIES).then().body("kind", equalTo("Table"))
                .body("columnDefinitions.name", contains("Name", "Hosts", "Location", "Resolution", "Age"))
                .body("rows[0].cells[0]", equalTo(name)).body("rows[0].object.kind", equalTo("PartialObjectMetadata"));
        call().accept(TABLE).queryParam("includeObject", "Object").get(ENTRIES + "/" + name).then().body("rows[0].object.spec.resolution",
                equalTo("DNS"));
        call().accept(TABLE).queryParam("includeObject", "None").get(ENTRIES + "/" + name).then().body("rows[0].object", nullValue());
        call().accept("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1").get(ENTRIES + "/" + name).then().body("spec",
                nullValue());
        call().accept("application/cbor").get(ENTRIES).then().statusCode(406);
    }

    @Test
    void shouldCompressLargeAnswersOnly() {
        call().header("Accept-Encoding", "gzip").get("/openapi/v3/apis/networking.istio.io/v1").then().header("Content-Encoding",
                equalTo("gzip"));
        call().header("Accept-Encoding", "gzip").get("/version").then().header("Content-Encoding", nullValue());
    }

    @Test
    void shouldTellWhatIsStoredButNotYetEnforced() {
        var warnings = post("/apis/security.istio.io/v1/namespaces/default/authorizationpolicies",
                "{\"apiVersion\":\"security.istio.io/v1\",\"kind\":\"AuthorizationPolicy\",\"metadata\":{\"name\":\"" + name
                        + "\"},\"spec\":{}}")
                .statusCode(201)
                .extract()
                .headers()
                .getValues("Warning");
        assertThat(warnings).anyMatch(warning -> warning.contains("SL0901")).anyMatch(warning -> warning.contains("SL2016"));
    }

    @Test
    void shouldTolerateEventsBeingAskedFor() {
        call().get("/api/v1/namespaces/default/events").then().statusCode(404);
    }
}
