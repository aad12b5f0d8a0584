package dev.sluice.admin.objects;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.answer.FailureException;
import dev.sluice.admin.json.Trees;
import dev.sluice.admin.kinds.Types;
import dev.sluice.admin.store.Admission;
import dev.sluice.admin.store.Edit;
import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.Operation;
import dev.sluice.admin.store.Precondition;
import dev.sluice.admin.store.Refusal;
import dev.sluice.admin.store.Store;
import dev.sluice.admin.store.StoredObject;
import dev.sluice.admin.store.WriteOutcome;
import dev.sluice.admin.store.WriteRequest;
import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.ReaderCode;
import dev.sluice.reader.ResourceReader;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Kind;
import dev.sluice.resources.ObjectRef;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Puts many objects in as one transaction: what is new is created, what differs is replaced, what is the same is left alone, nothing is deleted. Waits
 * for the store: never on an event loop.
 */
public final class ObjectImport {
    private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";
    private static final JsonMapper JSON = new JsonMapper();
    /** 100 and 100.0 are one number. */
    private static final Comparator<JsonNode> BY_VALUE = (one, other) -> one.isNumber() && other.isNumber()
            ? one.decimalValue().compareTo(other.decimalValue())
            : one.equals(other) ? 0 : 1;
    private static final List<String> SERVER_METADATA = List.of("uid", "resourceVersion", "generation", "creationTimestamp");

    private final Store store;
    private final Admission admission;

    public ObjectImport(Store store, Admission admission) {
        this.store = store;
        this.admission = admission;
    }

    /** @param trees whole objects, whose order is their age; without a namespace they go into {@code default} */
    public ImportOutcome run(List<ObjectNode> trees, String actor, String message) {
        var diagnostics = new ArrayList<Diagnostic>();
        Map<ObjectRef, ObjectNode> objects = read(trees, diagnostics);
        if (diagnostics.stream().anyMatch(Diagnostic::isError)) return new ImportOutcome.Refused(diagnostics);
        if (objects.isEmpty()) return new ImportOutcome.Applied(store.view().position(), 0, diagnostics);
        WriteRequest request = new WriteRequest(operations(objects), actor, "import", message, Optional.empty(), false);
        return switch (store.write(request, admission).toCompletableFuture().join()) {
            case WriteOutcome.Committed done -> {
                diagnostics.addAll(done.warnings());
                yield new ImportOutcome.Applied(done.position(), done.changes().size(), diagnostics);
            }
            case WriteOutcome.Refused refused -> new ImportOutcome.Refused(refusal(refused.refusal(), diagnostics));
        };
    }

    private static Map<ObjectRef, ObjectNode> read(List<ObjectNode> trees, List<Diagnostic> diagnostics) {
        var objects = new LinkedHashMap<ObjectRef, ObjectNode>();
        for (ObjectNode written : trees) {
            ReadDocument document = ResourceReader.readTree(withNamespace(written), "import");
            diagnostics.addAll(document.diagnostics());
            ObjectRef ref = document.ref();
            ObjectNode tree = document.tree();
            if (ref == null || tree == null) continue;
            if (objects.putIfAbsent(ref, tree) != null) {
                diagnostics.add(new Diagnostic(ReaderCode.REPEATED, ref, "metadata.name", "the object stands twice in what is imported",
                        "remove one of the two, or give it another name"));
            }
        }
        return objects;
    }

    private static ObjectNode withNamespace(ObjectNode written) {
        Optional<Kind> kind = Kind.of(Trees.text(written, "apiVersion"), Trees.text(written, "kind"));
        boolean lacks = kind.isPresent() && kind.get().namespaced() && Trees.text(written, "metadata", "namespace").isEmpty();
        if (!lacks || !written.path("metadata").isObject()) return written;
        ObjectNode copy = written.deepCopy();
        Trees.child(copy, "metadata").put("namespace", "default");
        return copy;
    }

    /** Namespaces first: those imported, then those that the others need. */
    private List<Operation> operations(Map<ObjectRef, ObjectNode> objects) {
        var operations = new ArrayList<Operation>();
        Set<String> namespaces = new HashSet<>();
        objects.forEach((ref, tree) -> {
            if (ref.kind() == Kind.NAMESPACE && namespaces.add(ref.name())) operations.add(upsert(ref, tree));
        });
        for (ObjectRef ref : objects.keySet()) {
            String namespace = ref.namespace();
            boolean missing = !namespace.isEmpty() && store.view().get(ObjectKey.ofNamespace(namespace)).isEmpty();
            if (missing && namespaces.add(namespace)) operations.add(namespace(namespace));
        }
        objects.forEach((ref, tree) -> {
            if (ref.kind() != Kind.NAMESPACE) operations.add(upsert(ref, tree));
        });
        return operations;
    }

    private static Operation namespace(String name) {
        ObjectNode tree = Trees.object().put("apiVersion", "v1").put("kind", "Namespace");
        tree.putObject("metadata").put("name", name);
        Edit edit = current -> new Edit.Result.To(current.map(there -> there.tree().deepCopy()).orElse(tree));
        return new Operation.Modify(ObjectKey.ofNamespace(name), Precondition.NONE, edit);
    }

    private record Unfit(FailureException why) implements Edit.Reason {}

    private static Operation upsert(ObjectRef ref, ObjectNode tree) {
        Edit edit = current -> {
            try {
                return new Edit.Result.To(
                        Accepted.of(ref.kind(), merged(tree, current), current, Part.MAIN, FieldValidation.STRICT).tree());
            } catch (FailureException unfit) {
                return new Edit.Result.Declined(new Unfit(unfit));
            }
        };
        return new Operation.Modify(Types.key(ref), Precondition.NONE, edit);
    }

    /** What kubectl noted on the object stays if the import notes nothing or the same in other letters, or each import would be a change. */
    private static ObjectNode merged(ObjectNode tree, Optional<StoredObject> current) {
        ObjectNode wanted = tree.deepCopy();
        ObjectNode metadata = Trees.child(wanted, "metadata");
        metadata.remove(SERVER_METADATA);
        JsonNode noted = current.map(there -> there.tree().path("metadata").path("annotations").get(LAST_APPLIED)).orElse(null);
        JsonNode own = metadata.path("annotations").path(LAST_APPLIED);
        if (noted != null && (own.isMissingNode() || meansTheSame(own.asText(), noted.asText())))
            Trees.child(metadata, "annotations").set(LAST_APPLIED, noted);
        return wanted;
    }

    private static boolean meansTheSame(String one, String other) {
        if (one.equals(other)) return true;
        try {
            return JSON.readTree(one).equals(BY_VALUE, JSON.readTree(other));
        } catch (JsonProcessingException notJson) {
            return false;
        }
    }

    private static List<Diagnostic> refusal(Refusal refusal, List<Diagnostic> warnings) {
        var all = new ArrayList<>(warnings);
        if (refusal instanceof Refusal.NotAdmitted no) {
            all.addAll(no.diagnostics());
            return all;
        }
        String why = refusal instanceof Refusal.Declined declined && declined.reason() instanceof Unfit unfit
                ? unfit.why().failure().message()
                : Outcomes.failure(refusal, reason -> {
                    throw new IllegalStateException("answered above");
                }).message();
        all.add(new Diagnostic(ImportCode.NOT_STORED, null, "", why, ""));
        return all;
    }
}
