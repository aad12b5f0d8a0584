package dev.sluice.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.sluice.certs.ClientSubject;
import dev.sluice.certs.Credential;
import dev.sluice.certs.LocalAuthority;
import dev.sluice.certs.SubjectName;
import dev.sluice.certs.SystemChance;
import dev.sluice.certs.TrustDomain;
import dev.sluice.node.source.ApiSettings;
import dev.sluice.node.source.SetDigest;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A real HTTPS server that speaks the configuration stream as the admin API does: it keeps a journal of transactions, resumes from a position, answers 410
 * where it cannot, and takes status reports. What it sends may be bent by a test.
 */
public final class ConfigurationServer implements AutoCloseable {
    private final ObjectMapper json = new ObjectMapper();
    private final YAMLMapper yaml = new YAMLMapper();
    private final Vertx vertx;
    private final LocalAuthority authority = LocalAuthority.create(TrustDomain.CLUSTER_LOCAL, InstantSource.system(),
            SystemChance.secure());
    private final Credential serverCredential = authority.issueServer(List.of(SubjectName.of("localhost")), Duration.ofDays(1));
    private final List<Transaction> journal = new ArrayList<>();
    private final Map<String, ObjectNode> objects = new LinkedHashMap<>();
    private final List<HttpServerRequest> streams = new CopyOnWriteArrayList<>();
    public final List<String> asked = new CopyOnWriteArrayList<>();
    public final List<JsonNode> reports = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private int port;
    private long revision;
    private long version = 1;
    private String storeId = "11111111-1111-1111-1111-111111111111";
    private long oldest;
    private volatile int lies;

    private record Transaction(long revision, List<ObjectNode> events, String digest) {}

    public ConfigurationServer(Vertx vertx) {
        this.vertx = vertx;
        this.server = listen(0);
        this.port = server.actualPort();
    }

    private HttpServer listen(int at) {
        var options = new HttpServerOptions().setSsl(true).setClientAuth(ClientAuth.REQUIRED)
                .setKeyCertOptions(new PemKeyCertOptions().setCertValue(Buffer.buffer(serverCredential.chainPem()))
                        .setKeyValue(Buffer.buffer(serverCredential.keyPem())))
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(authority.certificatePem())));
        return await(vertx.createHttpServer(options).requestHandler(this::serve).listen(at, "localhost"));
    }

    public ApiSettings settings(String instance) {
        Credential client = authority.issueClient(new ClientSubject(instance, List.of("sluice:nodes")), Duration.ofDays(1));
        return new ApiSettings(URI.create("https://localhost:" + port), List.of(authority.certificate()), client, instance);
    }

    /** Adds or replaces the objects of a YAML text in one transaction; a document with {@code deleted: true} removes. */
    public synchronized void commit(String... documents) {
        var events = new ArrayList<ObjectNode>();
        revision++;
        for (String document : documents) {
            ObjectNode object = tree(document);
            boolean deleted = object.remove("deleted") != null;
            ObjectNode metadata = (ObjectNode) object.get("metadata");
            String key = object.get("kind").asText() + "/" + metadata.path("namespace").asText() + "/" + metadata.get("name").asText();
            metadata.put("uid", "uid-" + key).put("resourceVersion", String.valueOf(version++)).put("creationTimestamp",
                    "2026-01-01T00:00:00.%06dZ".formatted(version));
            ObjectNode old = deleted ? objects.remove(key) : objects.put(key, object);
            events.add(json.createObjectNode().put("type", deleted ? "DELETED" : old == null ? "ADDED" : "MODIFIED").set("object", object));
        }
        var transaction = new Transaction(revision, events, digest());
        journal.add(transaction);
        for (HttpServerRequest stream : streams) stream.response().write(lines(transaction));
    }

    private ObjectNode tree(String document) {
        try {
            return (ObjectNode) yaml.readTree(document);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private String digest() {
        var digest = new SetDigest();
        objects.values().forEach(digest::add);
        return digest.hex();
    }

    private Buffer lines(Transaction transaction) {
        var buffer = Buffer.buffer();
        for (ObjectNode event : transaction.events()) buffer.appendString(event + "\n");
        return buffer.appendString(bookmark(transaction.revision(), transaction.digest()));
    }

    private String bookmark(long at, String digest) {
        String told = lies > 0 ? "0".repeat(64) : digest;
        if (lies > 0) lies--;
        ObjectNode object = json.createObjectNode().put("apiVersion", "sluice.dev/v1alpha1").put("kind", "ConfigurationBookmark")
                .put("storeId", storeId)
                .put("configRevision", at).put("runtimeRevision", at).put("digest", told);
        return json.createObjectNode().put("type", "BOOKMARK").set("object", object) + "\n";
    }

    private void serve(HttpServerRequest request) {
        if (request.method().equals(HttpMethod.PATCH)) {
            request.body().onSuccess(body -> {
                try {
                    reports.add(json.readTree(body.getBytes()).get("status"));
                } catch (java.io.IOException e) {
                    throw new IllegalStateException(e);
                }
                request.response().end("{}");
            });
            return;
        }
        asked.add(request.uri());
        synchronized (this) {
            HttpServerResponse response = request.response().setChunked(true);
            String from = request.getParam("configRevision");
            if (from == null) {
                var all = Buffer.buffer();
                for (ObjectNode object : objects.values())
                    all.appendString(json.createObjectNode().put("type", "ADDED").set("object", object) + "\n");
                response.write(all.appendString(bookmark(revision, digest())));
            } else if (!storeId.equals(request.getParam("storeId")) || Long.parseLong(from) < oldest) {
                response.setStatusCode(410).end("{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\",\"message\":\"too old\"}");
                return;
            } else {
                var since = Buffer.buffer();
                for (Transaction one : journal) {
                    if (one.revision() > Long.parseLong(from)) since.appendBuffer(lines(one));
                }
                response.write(since.length() > 0 ? since : Buffer.buffer(bookmark(revision, digest())));
            }
            streams.add(request);
            response.closeHandler(closed -> streams.remove(request));
            response.exceptionHandler(broken -> streams.remove(request));
        }
    }

    /** Bookmarks of the next {@code times} transactions or lists carry a digest that does not fit. */
    public void lie(int times) {
        lies = times;
    }

    /** Sends raw text to every open stream. */
    public void say(String text) {
        for (HttpServerRequest stream : streams) stream.response().write(text);
    }

    public void heartbeat() {
        say(bookmark(revision, digest()));
    }

    /** Everything before now is forgotten, as after a compaction. */
    public synchronized void forgetHistory() {
        journal.clear();
        oldest = revision + 1;
    }

    /** The store was replaced by another. */
    public synchronized void becomeAnotherStore() {
        storeId = "22222222-2222-2222-2222-222222222222";
    }

    public int openStreams() {
        return streams.size();
    }

    public void breakStreams() {
        for (HttpServerRequest stream : List.copyOf(streams)) {
            streams.remove(stream);
            await(stream.connection().close());
        }
    }

    public void stop() {
        await(server.close());
        streams.clear();
    }

    public void restart() {
        server = listen(port);
    }

    @Override
    public void close() {
        await(server.close());
    }

    private static <T> T await(io.vertx.core.Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }
}
