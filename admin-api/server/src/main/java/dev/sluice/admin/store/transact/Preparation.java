package dev.sluice.admin.store.transact;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.store.Admission;
import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.Edit;
import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.Operation;
import dev.sluice.admin.store.Position;
import dev.sluice.admin.store.Precondition;
import dev.sluice.admin.store.Refusal;
import dev.sluice.admin.store.ResourceType;
import dev.sluice.admin.store.StoredKind;
import dev.sluice.admin.store.StoredObject;
import dev.sluice.admin.store.WriteRequest;
import dev.sluice.resources.Counter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run of {@link Transactor#prepare}: walks the operations over the head and keeps what they change. */
final class Preparation {
    private final Transactor transactor;
    private final ArrayView head;
    private final Admission admission;
    private final long atMicros;
    private final Supplier<String> uids;

    private final List<Change> results = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final Set<ObjectKey> touched = new HashSet<>();
    private final Set<String> namespacesMade = new HashSet<>();
    private final Set<String> namespacesGone = new HashSet<>();
    private Position position;
    private long lastStamp;

    Preparation(Transactor transactor, ArrayView head, Admission admission, long atMicros, Supplier<String> uids) {
        this.transactor = transactor;
        this.head = head;
        this.admission = admission;
        this.atMicros = atMicros;
        this.uids = uids;
        this.position = head.position();
        this.lastStamp = atMicros - 1;
    }

    Prepared run(WriteRequest request) {
        for (int index = 0; index < request.operations().size(); index++) {
            Refusal refusal = step(index, request.operations().get(index));
            if (refusal != null) return new Prepared.Refused(refusal);
        }
        if (changes.isEmpty()) return new Prepared.Idle(List.copyOf(results));
        Position end = new Position(position.transaction() + 1, position.configuration(), position.runtime(), position.fleet());
        ArrayView after = head.with(changes, end);
        return switch (admission.judge(head, after, List.copyOf(changes))) {
            case Admission.Verdict.Rejected rejected -> new Prepared.Refused(new Refusal.NotAdmitted(rejected.diagnostics()));
            case Admission.Verdict.Admitted admitted -> new Prepared.Ready(new Commit(head.position(), end, changes), after,
                    List.copyOf(results), admitted.warnings(), atMicros, Math.max(lastStamp, atMicros));
        };
    }

    private @Nullable Refusal step(int index, Operation operation) {
        ObjectKey key = operation.key();
        if (!touched.add(key)) return new Refusal.TouchedTwice(index, key);
        Optional<StoredObject> current = head.get(key);
        return switch (operation) {
            case Operation.Create create -> current.isPresent()
                    ? new Refusal.AlreadyExists(index, current.get())
                    : create(index, key, create.tree());
            case Operation.Update update -> current.isEmpty()
                    ? new Refusal.NotFound(index, key)
                    : update(index, current.get(), update.precondition(), update.tree());
            case Operation.Modify modify -> modify(index, modify, current);
            case Operation.Delete delete -> current.isEmpty()
                    ? new Refusal.NotFound(index, key)
                    : delete(index, current.get(), delete.precondition());
        };
    }

    private @Nullable Refusal modify(int index, Operation.Modify modify, Optional<StoredObject> current) {
        if (current.isPresent() && !modify.precondition().holds(current.get())) {
            return new Refusal.Conflict(index, modify.precondition(), current.get());
        }
        return switch (modify.edit().apply(current)) {
            case Edit.Result.Declined declined -> new Refusal.Declined(index, modify.key(), declined.reason());
            case Edit.Result.Missing missing -> new Refusal.NotFound(index, modify.key());
            case Edit.Result.To to -> current.isPresent()
                    ? update(index, current.get(), Precondition.NONE, to.tree())
                    : create(index, modify.key(), to.tree());
        };
    }

    private @Nullable Refusal create(int index, ObjectKey key, ObjectNode tree) {
        if (!key.namespace().isEmpty() && !namespaceExists(key.namespace())) return new Refusal.NamespaceNotFound(index, key);
        StoredKind kind = transactor.kind(key.type());
        long revision = nextRevision(kind.counter());
        lastStamp++;
        Instant created = Instant.EPOCH.plus(lastStamp, ChronoUnit.MICROS);
        String uid = uids.get();
        long generation = kind.counted() ? 1 : 0;
        // A write may be prepared twice; its own tree must come through unharmed.
        ObjectNode own = tree.deepCopy();
        Trees.stamp(own, key, uid, revision, generation, created);
        add(new Change.Created(new StoredObject(key, kind.counter(), uid, revision, generation, created, own)));
        if (key.type().equals(ResourceType.NAMESPACES)) namespacesMade.add(key.name());
        return null;
    }

    private boolean namespaceExists(String name) {
        if (namespacesGone.contains(name)) return false;
        return namespacesMade.contains(name) || head.get(ObjectKey.ofNamespace(name)).isPresent();
    }

    private @Nullable Refusal update(int index, StoredObject current, Precondition precondition, ObjectNode tree) {
        if (!precondition.holds(current)) return new Refusal.Conflict(index, precondition, current);
        ObjectNode own = tree.deepCopy();
        Trees.stamp(own, current.key(), current.uid(), current.revision(), current.generation(), current.created());
        if (Trees.same(own, current.tree())) {
            results.add(new Change.Unchanged(current));
            return null;
        }
        boolean grows = current.generation() > 0 && !Trees.sameSpec(own, current.tree());
        long generation = current.generation() + (grows ? 1 : 0);
        long revision = nextRevision(current.counter());
        Trees.stamp(own, current.key(), current.uid(), revision, generation, current.created());
        add(new Change.Updated(current,
                new StoredObject(current.key(), current.counter(), current.uid(), revision, generation, current.created(), own)));
        return null;
    }

    private @Nullable Refusal delete(int index, StoredObject current, Precondition precondition) {
        ObjectKey key = current.key();
        if (!precondition.holds(current)) return new Refusal.Conflict(index, precondition, current);
        if (key.type().equals(ResourceType.NAMESPACES)) {
            if (transactor.protectedNamespaces().contains(key.name())) return new Refusal.NamespaceProtected(index, key);
            Refusal refusal = empty(index, key.name());
            if (refusal != null) return refusal;
            namespacesGone.add(key.name());
        }
        results.add(remove(current));
        return null;
    }

    private @Nullable Refusal empty(int index, String namespace) {
        var gone = new HashSet<ObjectKey>();
        for (Change change : changes) {
            if (change instanceof Change.Deleted) {
                gone.add(change.key());
            } else if (change.key().namespace().equals(namespace)) {
                return new Refusal.TouchedTwice(index, change.key());
            }
        }
        for (ResourceType type : head.types()) {
            for (StoredObject object : head.list(type, namespace)) {
                if (gone.contains(object.key())) continue;
                if (!touched.add(object.key())) return new Refusal.TouchedTwice(index, object.key());
                remove(object);
            }
        }
        return null;
    }

    private Change remove(StoredObject current) {
        long revision = nextRevision(current.counter());
        ObjectNode last = current.tree().deepCopy();
        Trees.stamp(last, current.key(), current.uid(), revision, current.generation(), current.created());
        var deleted = new Change.Deleted(current,
                new StoredObject(current.key(), current.counter(), current.uid(), revision, current.generation(), current.created(), last));
        changes.add(deleted);
        return deleted;
    }

    private void add(Change change) {
        results.add(change);
        changes.add(change);
    }

    private long nextRevision(Counter counter) {
        position = position.plus(counter, 1);
        return position.of(counter);
    }
}
