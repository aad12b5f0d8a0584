package dev.sluice.app.explain;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.app.cli.Edge;
import dev.sluice.app.cli.Failure;
import dev.sluice.app.remote.ApiAccess;
import dev.sluice.app.remote.ApiAccess.Answer;
import dev.sluice.certs.ClientSubject;
import dev.sluice.node.source.ApiSettings;
import dev.sluice.node.source.ApiSource;
import dev.sluice.node.source.Batch;
import dev.sluice.node.source.Kubeconfig;
import dev.sluice.node.source.Position;
import dev.sluice.node.source.Registration;
import dev.sluice.node.source.SourceSink;
import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.ResourceReader;
import dev.sluice.resources.Counter;
import dev.sluice.resources.Kind;
import dev.sluice.resources.Resource;
import dev.sluice.rules.compile.NodeView;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What a running installation holds at this moment. With a node's kubeconfig: the node's own view, read from its configuration stream up to the first
 * bookmark. With an administrator's, who has no such stream: the lists of all kinds, looked at through the node that the options describe. Waits.
 */
final class LiveSources {
    private static final String NODES = "sluice:nodes";
    private static final int WAIT_SECONDS = 30;
    private static final int ATTEMPTS = 5;

    private LiveSources() {}

    /**
     * @param view whose eyes an administrator looks through
     * @param revision configuration revision to explain; null for the newest
     * @throws Failure if the API cannot be asked or does not have that revision
     */
    static Sources read(Path kubeconfig, NodeView view, @Nullable Long revision, Edge edge) {
        try {
            ApiSettings settings = Kubeconfig.read(kubeconfig);
            boolean node = ClientSubject.of(settings.client().leaf()).groups().contains(NODES);
            Taken taken = node ? ofStream(settings, edge) : ofLists(kubeconfig, revision);
            if (revision != null && revision != taken.revision) {
                throw new Failure(
                        "configuration revision " + revision + " cannot be explained with a node's kubeconfig, which sees the newest "
                                + "one alone (" + taken.revision + "); give an administrator's, as sluice-data/kubeconfig");
            }
            NodeView eyes = node ? ownView(kubeconfig, settings.instance()) : view;
            String origin = "configuration revision " + taken.revision + " of " + settings.server()
                    + (node ? ", as node " + settings.instance() + " sees it" : revision == null ? "" : ", with today's endpoints");
            return new Sources(taken.resources, eyes, origin, Sources.Places.NONE);
        } catch (IOException e) {
            throw new Failure("kubeconfig: " + e.getMessage(), e);
        }
    }

    private static NodeView ownView(Path kubeconfig, String id) throws IOException {
        try (ApiAccess api = ApiAccess.with(kubeconfig)) {
            Answer answer = api.get(listPath(Kind.GATEWAY_INSTANCE) + "/" + id);
            if (!answer.isSuccess()) throw new Failure("the admin API knows no node " + id + ": " + answer.message());
            return Registration.view(answer.body());
        }
    }

    private record Taken(long revision, List<Resource> resources) {}

    private static Taken ofStream(ApiSettings settings, Edge edge) {
        Vertx vertx = Vertx.vertx();
        var first = new CompletableFuture<Batch>();
        try (var source = new ApiSource(vertx, settings, edge.random()::nextInt)) {
            source.start(new SourceSink() {
                @Override
                public void transaction(Batch batch) {
                    first.complete(batch);
                }

                @Override
                public void confirmed(Position position) {
                    // Comes only after a transaction.
                }
            }, null);
            Batch batch = first.get(WAIT_SECONDS, TimeUnit.SECONDS);
            var resources = new ArrayList<Resource>();
            for (Batch.Entry entry : batch.put()) {
                if (entry.resource() != null) resources.add(entry.resource());
            }
            return new Taken(batch.position() instanceof Position.Bookmark at ? at.configRevision() : 0, resources);
        } catch (TimeoutException e) {
            throw new Failure("the admin API at " + settings.server() + " sent no configuration within " + WAIT_SECONDS + " s", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted", e);
        } finally {
            vertx.close();
        }
    }

    /** Reads until all lists are of one moment: no counter moved from the first list of its kinds to the last. Endpoints have no history. */
    private static Taken ofLists(Path kubeconfig, @Nullable Long revision) {
        try (ApiAccess api = ApiAccess.with(kubeconfig)) {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                Map<Counter, String> moments = new HashMap<>();
                var resources = new ArrayList<Resource>();
                if (collect(api, revision, moments, resources)) {
                    return new Taken(Long.parseLong(moments.getOrDefault(Counter.CONFIGURATION, "0")), resources);
                }
            }
            throw new Failure("the configuration at " + api.server() + " changes faster than it can be read; try again");
        }
    }

    private static boolean collect(ApiAccess api, @Nullable Long revision, Map<Counter, String> moments, List<Resource> resources) {
        for (Kind kind : Kind.values()) {
            // No decision needs a key, so that no Secret travels; instances are no configuration.
            if (kind == Kind.SECRET || kind.counter() == Counter.FLEET) continue;
            boolean past = revision != null && kind.counter() == Counter.CONFIGURATION;
            Answer answer = api.get(listPath(kind) + (past ? "?resourceVersionMatch=Exact&resourceVersion=" + revision : ""));
            if (answer.status() == 404) continue; // a kind that this server does not serve
            if (!answer.isSuccess() && past)
                throw new Failure("configuration revision " + revision + " cannot be explained: " + answer.message());
            if (!answer.isSuccess())
                throw new Failure("the admin API at " + api.server() + " does not list " + kind.plural() + ": " + answer.message());
            String moment = answer.body().path("metadata").path("resourceVersion").asText();
            String before = moments.putIfAbsent(kind.counter(), moment);
            if (before != null && !before.equals(moment)) return false;
            for (JsonNode item : answer.body().path("items")) read(kind, item, resources);
        }
        return true;
    }

    /** Items of a list need not say what they are. */
    private static void read(Kind kind, JsonNode item, List<Resource> resources) {
        if (!(item instanceof ObjectNode object)) return;
        if (!object.has("kind")) object.put("kind", kind.kind());
        if (!object.has("apiVersion")) object.put("apiVersion", version(kind));
        ReadDocument document = ResourceReader.readTree(object, "admin API");
        if (document.resource() != null) resources.add(document.resource());
    }

    private static String version(Kind kind) {
        String version = kind.versions().getFirst();
        return kind.group().isEmpty() ? version : kind.group() + "/" + version;
    }

    private static String listPath(Kind kind) {
        return (kind.group().isEmpty() ? "/api/" : "/apis/") + version(kind) + "/" + kind.plural();
    }
}
