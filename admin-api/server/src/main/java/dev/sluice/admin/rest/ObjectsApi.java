package dev.sluice.admin.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.answer.Answer;
import dev.sluice.admin.answer.Cause;
import dev.sluice.admin.answer.Failure;
import dev.sluice.admin.answer.FailureException;
import dev.sluice.admin.answer.Reason;
import dev.sluice.admin.answer.Subject;
import dev.sluice.admin.json.Trees;
import dev.sluice.admin.kinds.Served;
import dev.sluice.admin.kinds.Types;
import dev.sluice.admin.objects.Deletion;
import dev.sluice.admin.objects.FieldValidation;
import dev.sluice.admin.objects.ObjectWriter;
import dev.sluice.admin.objects.Part;
import dev.sluice.admin.objects.WriteOptions;
import dev.sluice.admin.objects.Written;
import dev.sluice.admin.store.Precondition;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.store.StoredObject;
import dev.sluice.admin.table.Representation;
import dev.sluice.admin.watch.Lister;
import dev.sluice.resources.Kind;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** The verbs on objects. The caller has been authorised. */
final class ObjectsApi {
    private static final List<String> PROPAGATION = List.of("Background", "Foreground", "Orphan");

    private static final int MAX_ATTEMPTS = 5;

    private final Store store;
    private final ObjectWriter writer;
    private final Lister lister;
    private final WatchApi watches;
    private final InstantSource clock;

    ObjectsApi(Store store, ObjectWriter writer, WatchApi watches, InstantSource clock) {
        this.store = store;
        this.writer = writer;
        this.lister = new Lister(store);
        this.watches = watches;
        this.clock = clock;
    }

    Outcome perform(ApiRequest request, ResourcePath path) {
        if (!path.subresource().isEmpty()) return new Outcome.Whole(status(request, path));
        if (path.name().isEmpty()) return collection(request, path);
        return switch (request.method()) {
            case "GET" -> request.flag("watch") ? watches.watch(request, path) : new Outcome.Whole(get(request, path));
            case "PUT" -> new Outcome.Whole(replace(request, path, Part.MAIN));
            case "PATCH" -> new Outcome.Whole(patch(request, path, Part.MAIN));
            case "DELETE" -> new Outcome.Whole(delete(request, path));
            default -> throw Failure.methodNotAllowed("").exception();
        };
    }

    private Answer status(ApiRequest request, ResourcePath path) {
        if (!path.subresource().equals("status") || !Served.hasStatus(path.kind())) throw Failure.noSuchResource().exception();
        boolean write = request.method().equals("PUT") || request.method().equals("PATCH");
        if (write && !Served.statusIsWritten(path.kind())) {
            throw Failure.methodNotAllowed("the status of a " + path.kind().kind() + " is computed by the server").exception();
        }
        return switch (request.method()) {
            case "GET" -> get(request, path);
            case "PUT" -> replace(request, path, Part.STATUS);
            case "PATCH" -> patch(request, path, Part.STATUS);
            default -> throw Failure.methodNotAllowed("").exception();
        };
    }

    private Outcome collection(ApiRequest request, ResourcePath path) {
        return switch (request.method()) {
            case "GET" -> request.flag("watch") ? watches.watch(request, path) : new Outcome.Whole(list(request, path));
            case "POST" -> new Outcome.Whole(create(request, path));
            case "DELETE" -> new Outcome.Whole(deleteCollection(request, path));
            default -> throw Failure.methodNotAllowed("").exception();
        };
    }

    private Answer get(ApiRequest request, ResourcePath path) {
        Representation representation = Negotiation.of(request, path, false);
        StoredObject object = find(path);
        return Answer.json(200, representation.one(object.tree(), clock.instant()));
    }

    private StoredObject find(ResourcePath path) {
        Optional<StoredObject> found = store.view().get(Types.key(path.kind(), path.namespace(), path.name()));
        return found.orElseThrow(() -> Failure.notFound(path.kind(), path.name()).exception());
    }

    private Answer list(ApiRequest request, ResourcePath path) {
        Representation representation = Negotiation.of(request, path, true);
        String token = request.param("continue");
        String match = request.param("resourceVersionMatch");
        String version = request.param("resourceVersion");
        OptionalLong revision = Parameters.revision(version);
        if (!match.isEmpty() && !match.equals("Exact") && !match.equals("NotOlderThan")) {
            throw Failure.invalidOptions("ListOptions.meta.k8s.io \"\"",
                    new Cause("FieldValueNotSupported",
                            "Unsupported value: \"" + match + "\": supported values: \"Exact\", \"NotOlderThan\", \"\"",
                            "resourceVersionMatch"))
                    .exception();
        }
        if (!match.isEmpty() && version.isEmpty()) {
            throw Failure.invalidOptions("ListOptions.meta.k8s.io \"\"",
                    Cause.invalid("resourceVersionMatch",
                            "Forbidden: resourceVersionMatch is forbidden unless resourceVersion is provided"))
                    .exception();
        }
        if (!token.isEmpty() && revision.orElse(0) > 0)
            throw Failure.badRequest("specifying resource version is not allowed when using continue").exception();
        var query = Parameters.query(request, path);
        if (revision.isPresent()) lister.notYet(query, revision.getAsLong()).ifPresent(failure -> { throw failure.exception(); });
        OptionalLong exactly = match.equals("Exact") ? revision : OptionalLong.empty();
        Lister.Page page = lister.list(query, exactly, Parameters.limit(request), token);
        ObjectNode metadata = Trees.object().put("resourceVersion", Long.toString(page.revision()));
        if (!page.next().isEmpty()) metadata.put("continue", page.next());
        if (page.remaining() > 0) metadata.put("remainingItemCount", page.remaining());
        return Answer.json(200, representation.list(page.objects().stream().map(StoredObject::tree).toList(), metadata, clock.instant()));
    }

    private Answer create(ApiRequest request, ResourcePath path) {
        if (path.kind().namespaced() && path.namespace().isEmpty())
            throw Failure.methodNotAllowed("an object is created in a namespace").exception();
        Representation representation = Negotiation.of(request, path, false);
        Written written = writer.create(path.kind(), path.namespace(), Bodies.object(request, path.namespace()), options(request, path));
        return Answer.json(201, representation.one(written.object().tree(), clock.instant())).warnings(written.warnings());
    }

    private Answer replace(ApiRequest request, ResourcePath path, Part part) {
        Representation representation = Negotiation.of(request, path, false);
        Written written = writer.replace(path.kind(), path.namespace(), path.name(), Bodies.object(request, path.namespace()), part,
                options(request, path));
        return Answer.json(200, representation.one(written.object().tree(), clock.instant())).warnings(written.warnings());
    }

    private Answer patch(ApiRequest request, ResourcePath path, Part part) {
        Representation representation = Negotiation.of(request, path, false);
        var patch = Bodies.patch(request, Served.isCustom(path.kind()));
        Written written = writer.patch(path.kind(), path.namespace(), path.name(), patch, part, options(request, path));
        return Answer.json(200, representation.one(written.object().tree(), clock.instant())).warnings(written.warnings());
    }

    private static WriteOptions options(ApiRequest request, ResourcePath path) {
        FieldValidation validation = switch (request.param("fieldValidation")) {
            case "", "Warn" -> FieldValidation.WARN;
            case "Strict" -> FieldValidation.STRICT;
            case "Ignore" -> FieldValidation.IGNORE;
            default -> throw Failure.invalidOptions("options",
                    new Cause("FieldValueNotSupported",
                            "Unsupported value: \"" + request.param("fieldValidation")
                                    + "\": supported values: \"Ignore\", \"Strict\", \"Warn\"",
                            "fieldValidation"))
                    .exception();
        };
        return new WriteOptions(request.caller().name(), path.version(), validation,
                Parameters.dryRun(request.query().getOrDefault("dryRun", List.of())));
    }

    private Answer delete(ApiRequest request, ResourcePath path) {
        Deletion.Options options = deletion(request);
        Kind kind = path.kind();
        return switch (writer.delete(kind, path.namespace(), path.name(), options)) {
            case Deletion.Gone gone ->
                Answer.json(200, Answer.success(Subject.resource(kind, path.name()), gone.last().uid())).warnings(gone.warnings());
            case Deletion.Waiting waiting -> Answer.json(200, new Representation(kind, path.version(), Representation.Form.WHOLE,
                    dev.sluice.admin.table.Tables.Include.OBJECT).one(waiting.object().tree(), clock.instant()))
                    .warnings(waiting.warnings());
        };
    }

    /** Options come in the body (kubectl) or in the query (curl). */
    private static Deletion.Options deletion(ApiRequest request) {
        ObjectNode body = Bodies.optional(request);
        String kind = Trees.text(body, "kind");
        if (!kind.isEmpty() && !kind.equals("DeleteOptions"))
            throw Failure.badRequest("the body of a DELETE is of kind DeleteOptions, found " + kind).exception();
        String propagation = Trees.text(body, "propagationPolicy").isEmpty()
                ? request.param("propagationPolicy")
                : Trees.text(body, "propagationPolicy");
        if (!propagation.isEmpty() && !PROPAGATION.contains(propagation)) {
            throw Failure.invalidOptions("DeleteOptions.meta.k8s.io \"\"",
                    new Cause("FieldValueNotSupported", "Unsupported value: \"" + propagation + "\": supported values: " + PROPAGATION,
                            "propagationPolicy"))
                    .exception();
        }
        var dryRun = new java.util.ArrayList<>(request.query().getOrDefault("dryRun", List.of()));
        for (JsonNode one : body.path("dryRun")) dryRun.add(one.asText());
        String uid = Trees.text(body, "preconditions", "uid");
        String version = Trees.text(body, "preconditions", "resourceVersion");
        var precondition = new Precondition(uid.isEmpty() ? Optional.empty() : Optional.of(uid), Parameters.revision(version));
        return new Deletion.Options(request.caller().name(), precondition, Parameters.dryRun(dryRun));
    }

    private Answer deleteCollection(ApiRequest request, ResourcePath path) {
        if (path.kind().namespaced() && path.namespace().isEmpty())
            throw Failure.methodNotAllowed("a collection is deleted in one namespace").exception();
        Representation representation = Negotiation.of(request, path, true);
        List<StoredObject> gone = deleteAll(request, path);
        ObjectNode metadata = Trees.object().put("resourceVersion", Long.toString(store.view().position().of(path.kind().counter())));
        return Answer.json(200, representation.list(gone.stream().map(StoredObject::tree).toList(), metadata, clock.instant()));
    }

    /** Another's deletion may come between the list and the transaction that rests on it; then it is listed anew. */
    private List<StoredObject> deleteAll(ApiRequest request, ResourcePath path) {
        Deletion.Options options = deletion(request);
        for (int attempt = 1;; attempt++) {
            Lister.Page page = lister.list(Parameters.query(request, path), OptionalLong.empty(), 0, "");
            if (page.objects().isEmpty()) return List.of();
            try {
                return writer.deleteAll(path.kind(), page.objects(), options);
            } catch (FailureException changedMeanwhile) {
                Reason reason = changedMeanwhile.failure().reason();
                boolean again = attempt < MAX_ATTEMPTS && (reason == Reason.NOT_FOUND || reason == Reason.CONFLICT);
                if (!again) throw changedMeanwhile;
            }
        }
    }
}
