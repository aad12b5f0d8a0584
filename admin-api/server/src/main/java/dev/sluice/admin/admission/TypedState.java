package dev.sluice.admin.admission;

import dev.sluice.admin.kinds.Types;
import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.ResourceType;
import dev.sluice.admin.store.StoreView;
import dev.sluice.admin.store.StoredObject;
import dev.sluice.reader.ResourceReader;
import dev.sluice.resources.Counter;
import dev.sluice.resources.ObjectRef;
import dev.sluice.resources.Resource;
import dev.sluice.rules.compile.ResourceSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The store's objects as typed resources. Objects that cannot be read (an older version of this program let them in) are left out.
 *
 * @param lastChanged the objects by which this state differs from the one before
 */
record TypedState(StoreView view, ResourceSet resources, Map<ObjectKey, StoredObject> lastChanged) {
    static TypedState of(StoreView view) {
        var resources = new ArrayList<Resource>();
        for (ResourceType type : view.types()) {
            if (!matters(type)) continue;
            for (StoredObject object : view.list(type)) typed(object).ifPresent(resources::add);
        }
        return new TypedState(view, ResourceSet.of(resources), Map.of());
    }

    /** The state at {@code after}, which differs from this one by {@code changes}. */
    TypedState with(StoreView after, List<Change> changes) {
        var changed = new ArrayList<Resource>();
        var removed = new ArrayList<ObjectRef>();
        var versions = new HashMap<ObjectKey, StoredObject>();
        for (Change change : changes) {
            if (!matters(change.key().type())) continue;
            StoredObject object = current(change);
            if (object != null) versions.put(change.key(), object);
            Optional<Resource> resource = object == null ? Optional.empty() : typed(object);
            if (resource.isPresent()) changed.add(resource.get());
            else
                Types.ref(change.key()).ifPresent(removed::add);
        }
        return new TypedState(after, resources.with(changed, removed), versions);
    }

    /**
     * Whether this is the state that {@code other} shows, the fleet aside. Revisions alone do not tell, since those of a dry run are given out again.
     */
    boolean isStateOf(StoreView other) {
        if (view.equals(other)) return true;
        boolean sameRevisions = view.position().configuration() == other.position().configuration()
                && view.position().runtime() == other.position().runtime();
        if (!sameRevisions) return false;
        for (Map.Entry<ObjectKey, StoredObject> one : lastChanged.entrySet()) {
            if (!other.get(one.getKey()).equals(Optional.of(one.getValue()))) return false;
        }
        return true;
    }

    /** A node's reports change nothing that is compiled. */
    static boolean matters(ResourceType type) {
        return Types.kind(type).map(kind -> kind.counter() != Counter.FLEET).orElse(false);
    }

    static @Nullable StoredObject current(Change change) {
        return switch (change) {
            case Change.Created created -> created.object();
            case Change.Updated updated -> updated.after();
            case Change.Unchanged same -> same.object();
            case Change.Deleted deleted -> null;
        };
    }

    private static Optional<Resource> typed(StoredObject object) {
        return Optional.ofNullable(ResourceReader.readTree(object.tree(), "store").resource());
    }
}
