package dev.sluice.admin.rest;

import dev.sluice.admin.answer.Answer;
import dev.sluice.admin.answer.Failure;
import dev.sluice.admin.auth.Act;
import dev.sluice.admin.auth.Authorizer;
import dev.sluice.admin.auth.Caller;
import dev.sluice.admin.configuration.ConfigurationStream;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.watch.EventSink;
import java.util.Optional;
import java.util.Set;

/**
 * From a request to its outcome: health, then who may, then what. Throws {@link dev.sluice.admin.answer.FailureException} for everything that is not
 * done. May wait for the store: called from virtual threads only.
 */
final class Api {
    private static final String CONFIGURATION = "/apis/sluice.dev/v1alpha1/configuration";
    private static final Set<String> HEALTH = Set.of("/healthz", "/livez", "/readyz");

    private final Store store;
    private final Documents documents;
    private final ObjectsApi objects;

    Api(Store store, Documents documents, ObjectsApi objects) {
        this.store = store;
        this.documents = documents;
        this.objects = objects;
    }

    Outcome perform(ApiRequest request) throws InterruptedException {
        Optional<Answer> open = open(request);
        if (open.isPresent()) return new Outcome.Whole(open.get());
        if (request.path().equals(CONFIGURATION)) {
            authorize(request, new Act.FollowConfiguration());
            return follow(request);
        }
        Optional<ResourcePath> path = ResourcePath.parse(request.path());
        if (path.isPresent()) {
            authorize(request, act(request, path.get()));
            return objects.perform(request, path.get());
        }
        authorize(request, new Act.Learn());
        Optional<Answer> review = Reviews.find(request);
        if (review.isPresent()) return new Outcome.Whole(review.get());
        Answer document = documents.find(request).orElseThrow(() -> Failure.noSuchResource().exception());
        if (!request.method().equals("GET")) throw Failure.methodNotAllowed("").exception();
        return new Outcome.Whole(document);
    }

    private Outcome follow(ApiRequest request) throws InterruptedException {
        if (!request.method().equals("GET") || !request.flag("watch"))
            throw Failure.methodNotAllowed("the configuration can only be followed: watch=1").exception();
        if (!(request.caller() instanceof Caller.Node node)) throw new IllegalStateException("only nodes are let through");
        String storeId = request.param("storeId");
        Optional<ConfigurationStream.Claim> claim = storeId.isEmpty()
                ? Optional.empty()
                : Optional.of(new ConfigurationStream.Claim(storeId, Parameters.number(request, "configRevision"),
                        Parameters.number(request, "runtimeRevision")));
        ConfigurationStream stream = ConfigurationStream.open(store, node.id(), claim);
        return new Outcome.Streamed(new Outcome.Stream() {
            @Override
            public void run(EventSink sink) throws InterruptedException {
                stream.run(sink);
            }

            @Override
            public void close() {
                stream.close();
            }
        });
    }

    /** What anyone may know: version and health. */
    private Optional<Answer> open(ApiRequest request) {
        if (!request.method().equals("GET")) return Optional.empty();
        if (request.path().equals("/version")) return Optional.of(Documents.version());
        if (!HEALTH.contains(request.path())) return Optional.empty();
        boolean ready = !request.path().equals("/readyz") || store.health() instanceof Store.Health.Writable;
        return Optional.of(ready ? Answer.text(200, "ok") : Answer.text(500, "the store takes no writes"));
    }

    private static void authorize(ApiRequest request, Act act) {
        Authorizer.refusal(request.caller(), act).ifPresent(failure -> { throw failure.exception(); });
    }

    private static Act act(ApiRequest request, ResourcePath path) {
        boolean one = !path.name().isEmpty();
        String verb = switch (request.method()) {
            case "GET" -> request.flag("watch") ? "watch" : one ? "get" : "list";
            case "POST" -> "create";
            case "PUT" -> "update";
            case "PATCH" -> "patch";
            case "DELETE" -> one ? "delete" : "deletecollection";
            default -> request.method().toLowerCase(java.util.Locale.ROOT);
        };
        return new Act.OnObjects(verb, path.kind().group(), path.kind().plural(), path.subresource(), path.namespace(), path.name());
    }
}
