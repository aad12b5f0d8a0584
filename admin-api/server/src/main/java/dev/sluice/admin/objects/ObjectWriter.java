package dev.sluice.admin.objects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.answer.Failure;
import dev.sluice.admin.answer.FailureException;
import dev.sluice.admin.json.Trees;
import dev.sluice.admin.kinds.Served;
import dev.sluice.admin.kinds.Types;
import dev.sluice.admin.patch.PatchException;
import dev.sluice.admin.store.Admission;
import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.Edit;
import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.Operation;
import dev.sluice.admin.store.Precondition;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.store.StoredObject;
import dev.sluice.admin.store.WriteOutcome;
import dev.sluice.admin.store.WriteRequest;
import dev.sluice.resources.Kind;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * Writes with Kubernetes' semantics. Waits for the store: called from virtual threads only. Throws {@link FailureException} for what is not done.
 */
public final class ObjectWriter {
    /** Kubernetes' alphabet of generated names: no vowels, so no words. */
    private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";
    private static final int MAX_GENERATED_PREFIX = 58;

    private final Store store;
    private final Admission admission;
    private final InstantSource clock;
    private final RandomGenerator chance;

    public ObjectWriter(Store store, Admission admission, InstantSource clock, RandomGenerator chance) {
        this.store = store;
        this.admission = admission;
        this.clock = clock;
        this.chance = chance;
    }

    /** @param namespace of the URL; empty for cluster-scoped kinds */
    public Written create(Kind kind, String namespace, ObjectNode body, WriteOptions options) {
        checkIdentity(kind, namespace, "", body, options.version());
        ObjectNode wanted = body.deepCopy();
        ObjectNode metadata = Trees.child(wanted, "metadata");
        if (!Trees.text(metadata, "resourceVersion").isEmpty()) {
            throw Failure.badRequest("resourceVersion should not be set on objects to be created").exception();
        }
        if (!namespace.isEmpty()) metadata.put("namespace", namespace);
        if (Trees.text(metadata, "name").isEmpty()) generateName(kind, metadata);
        Accepted accepted = Accepted.of(kind, wanted, Optional.empty(), Part.MAIN, options.validation());
        ObjectKey key = Types.key(kind, namespace, Trees.text(metadata, "name"));
        WriteOutcome.Committed done = write(new Operation.Create(key, accepted.tree()), "create", options.actor(), options.dryRun());
        return written(done, accepted.warnings());
    }

    private void generateName(Kind kind, ObjectNode metadata) {
        String prefix = Trees.text(metadata, "generateName");
        if (prefix.isEmpty()) {
            throw Failure.invalid(kind, "", List.of(FieldCheck.cause("metadata.name", "Required value: name or generateName is required")))
                    .exception();
        }
        var name = new StringBuilder(prefix.substring(0, Math.min(prefix.length(), MAX_GENERATED_PREFIX)));
        for (int i = 0; i < 5; i++) name.append(SUFFIX_LETTERS.charAt(chance.nextInt(SUFFIX_LETTERS.length())));
        metadata.put("name", name.toString());
    }

    /** A PUT. */
    public Written replace(Kind kind, String namespace, String name, ObjectNode body, Part part, WriteOptions options) {
        checkIdentity(kind, namespace, name, body, options.version());
        String version = Trees.text(body, "metadata", "resourceVersion");
        if (version.isEmpty() && Served.isCustom(kind)) {
            throw Failure
                    .invalid(kind, name,
                            List.of(FieldCheck.cause("metadata.resourceVersion", "Invalid value: 0: must be specified for an update")))
                    .exception();
        }
        return modify(kind, namespace, name, "update", part, options, current -> body);
    }

    public Written patch(Kind kind, String namespace, String name, Patch patch, Part part, WriteOptions options) {
        return modify(kind, namespace, name, "patch", part, options, current -> {
            ObjectNode base = current.tree().deepCopy();
            base.put("apiVersion", Served.apiVersion(kind, options.version()));
            JsonNode patched;
            try {
                patched = patch.apply(base);
            } catch (PatchException wrong) {
                throw Failure.invalid(kind, name, List.of(FieldCheck.cause("", "the patch cannot be applied: " + wrong.getMessage())))
                        .exception();
            }
            if (!(patched instanceof ObjectNode object)) throw Failure.badRequest("the patch leaves no object").exception();
            checkIdentity(kind, namespace, name, object, options.version());
            return object;
        });
    }

    private interface Wish {
        ObjectNode from(StoredObject current);
    }

    private record Declined(Failure failure) implements Edit.Reason {}

    private Written modify(Kind kind, String namespace, String name, String verb, Part part, WriteOptions options, Wish wish) {
        ObjectKey key = Types.key(kind, namespace, name);
        // The edit may run twice; the last run counts.
        var warnings = new ArrayList<String>();
        Edit edit = current -> {
            if (current.isEmpty()) return new Edit.Result.Missing();
            try {
                ObjectNode wanted = wish.from(current.get());
                checkVersion(kind, current.get(), wanted);
                Accepted accepted = Accepted.of(kind, wanted, current, part, options.validation());
                warnings.clear();
                warnings.addAll(accepted.warnings());
                return new Edit.Result.To(accepted.tree());
            } catch (FailureException refused) {
                return new Edit.Result.Declined(new Declined(refused.failure()));
            }
        };
        WriteOutcome.Committed done = write(new Operation.Modify(key, Precondition.NONE, edit), verb, options.actor(), options.dryRun());
        Written written = written(done, warnings);
        if (!options.dryRun() && isReadyToGo(written.object())) finish(written.object(), options.actor());
        return written;
    }

    /** The object's version and identity as the client knows them must be the current ones, where he names them. */
    private static void checkVersion(Kind kind, StoredObject current, ObjectNode wanted) {
        String name = current.key().name();
        String version = Trees.text(wanted, "metadata", "resourceVersion");
        if (!version.isEmpty() && !version.equals(Long.toString(current.revision()))) throw Failure.modified(kind, name).exception();
        String uid = Trees.text(wanted, "metadata", "uid");
        if (!uid.isEmpty() && !uid.equals(current.uid())) {
            throw Failure
                    .conflict(kind, name, "Precondition failed: UID in precondition: " + uid + ", UID in object meta: " + current.uid())
                    .exception();
        }
    }

    /** The body must speak of what the URL names. */
    private static void checkIdentity(Kind kind, String namespace, String name, ObjectNode body, String version) {
        String apiVersion = Trees.text(body, "apiVersion");
        String expected = Served.apiVersion(kind, version);
        if (!Trees.text(body, "kind").equals(kind.kind()) || !apiVersion.equals(expected)) {
            throw Failure.badRequest(
                    "the body is a " + Trees.text(body, "kind") + " of " + apiVersion + ", expected a " + kind.kind() + " of " + expected)
                    .exception();
        }
        JsonNode metadata = body.get("metadata");
        if (metadata != null && !metadata.isObject()) throw Failure.badRequest("metadata must be an object").exception();
        String inBody = Trees.text(body, "metadata", "namespace");
        if (!inBody.isEmpty() && !inBody.equals(namespace)) {
            throw Failure.badRequest("the namespace of the provided object does not match the namespace sent on the request").exception();
        }
        String nameInBody = Trees.text(body, "metadata", "name");
        if (!name.isEmpty() && !nameInBody.equals(name)) {
            throw Failure.badRequest("the name of the object (" + nameInBody + ") does not match the name on the URL (" + name + ")")
                    .exception();
        }
    }

    public Deletion delete(Kind kind, String namespace, String name, Deletion.Options options) {
        ObjectKey key = Types.key(kind, namespace, name);
        Optional<StoredObject> found = store.view().get(key);
        if (found.isPresent() && hasFinalizers(found.get())) return mark(kind, key, options);
        WriteOutcome.Committed done = write(new Operation.Delete(key, options.precondition()), "delete", options.actor(), options.dryRun());
        return new Deletion.Gone(written(done, List.of()).object(), texts(done));
    }

    private Deletion mark(Kind kind, ObjectKey key, Deletion.Options options) {
        Edit edit = current -> {
            if (current.isEmpty()) return new Edit.Result.Missing();
            ObjectNode tree = current.get().tree().deepCopy();
            ObjectNode metadata = Trees.child(tree, "metadata");
            if (!metadata.has("deletionTimestamp")) {
                metadata.put("deletionTimestamp", clock.instant().truncatedTo(ChronoUnit.SECONDS).toString())
                        .put("deletionGracePeriodSeconds", 0);
            }
            return new Edit.Result.To(tree);
        };
        WriteOutcome.Committed done = write(new Operation.Modify(key, options.precondition(), edit), "delete", options.actor(),
                options.dryRun());
        StoredObject object = written(done, List.of()).object();
        return isReadyToGo(object) ? delete(kind, key.namespace(), key.name(), options) : new Deletion.Waiting(object, texts(done));
    }

    private static boolean hasFinalizers(StoredObject object) {
        return !object.tree().path("metadata").path("finalizers").isEmpty();
    }

    private static boolean isReadyToGo(StoredObject object) {
        return object.tree().path("metadata").has("deletionTimestamp") && !hasFinalizers(object);
    }

    /** The last finalizer is gone from an object that was to be deleted. */
    private void finish(StoredObject object, String actor) {
        try {
            write(new Operation.Delete(object.key(), Precondition.revision(object.revision())), "delete", actor, false);
        } catch (FailureException changedMeanwhile) {
            switch (changedMeanwhile.failure().reason()) {
                case NOT_FOUND, CONFLICT -> {
                    // whoever changed it since has finished it, or has his own say
                }
                default -> throw changedMeanwhile;
            }
        }
    }

    /**
     * Deletes all of {@code objects} in one transaction; those with finalizers are marked.
     *
     * @return the objects' last states
     */
    public List<StoredObject> deleteAll(Kind kind, List<StoredObject> objects, Deletion.Options options) {
        var operations = new ArrayList<Operation>();
        var marked = new ArrayList<StoredObject>();
        for (StoredObject one : objects) {
            if (hasFinalizers(one)) marked.add(one);
            else
                operations.add(new Operation.Delete(one.key(), Precondition.uid(one.uid())));
        }
        var gone = new ArrayList<StoredObject>();
        if (!operations.isEmpty()) {
            WriteRequest request = new WriteRequest(operations, options.actor(), "deletecollection", "", Optional.empty(),
                    options.dryRun());
            for (Change change : commit(request).results()) gone.add(Outcomes.object(change));
        }
        for (StoredObject one : marked) {
            switch (mark(kind, one.key(), options)) {
                case Deletion.Gone done -> gone.add(done.last());
                case Deletion.Waiting waiting -> gone.add(waiting.object());
            }
        }
        return gone;
    }

    private WriteOutcome.Committed write(Operation operation, String verb, String actor, boolean dryRun) {
        WriteRequest request = WriteRequest.of(actor, verb, operation);
        return commit(dryRun ? request.asDryRun() : request);
    }

    private WriteOutcome.Committed commit(WriteRequest request) {
        return Outcomes.committed(store.write(request, admission).toCompletableFuture().join(),
                reason -> reason instanceof Declined declined
                        ? declined.failure()
                        : Failure.internal("the write was declined"));
    }

    private static Written written(WriteOutcome.Committed done, List<String> warnings) {
        var all = new ArrayList<>(warnings);
        for (String text : texts(done)) if (!all.contains(text)) all.add(text);
        return new Written(Outcomes.object(done.results().getFirst()), all);
    }

    private static List<String> texts(WriteOutcome.Committed done) {
        return done.warnings().stream().map(FieldCheck::warning).toList();
    }
}
