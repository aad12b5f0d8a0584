package dev.sluice.admin.store.transact;

import dev.sluice.admin.store.Change;
import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.Position;
import dev.sluice.admin.store.ResourceType;
import dev.sluice.admin.store.StoreView;
import dev.sluice.admin.store.StoredObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A view as one sorted array per type. The next view copies only the arrays of the types that changed: references, never objects, and in one pass
 * however many changed, which at our sizes (tens of thousands of objects) is cheaper than a tree and leaves lists ready to hand out.
 */
public final class ArrayView implements StoreView {
    public static final ArrayView EMPTY = new ArrayView(Position.START, new TreeMap<>());

    private final Position position;
    private final NavigableMap<ResourceType, StoredObject[]> objects;

    private ArrayView(Position position, NavigableMap<ResourceType, StoredObject[]> objects) {
        this.position = position;
        this.objects = objects;
    }

    /** @param objects in any order, each key once */
    public static ArrayView of(Position position, Collection<StoredObject> objects) {
        var byType = new TreeMap<ResourceType, List<StoredObject>>();
        for (StoredObject object : objects) byType.computeIfAbsent(object.key().type(), type -> new ArrayList<>()).add(object);
        var arrays = new TreeMap<ResourceType, StoredObject[]>();
        byType.forEach((type, list) -> {
            StoredObject[] array = list.toArray(StoredObject[]::new);
            Arrays.sort(array, (a, b) -> a.key().compareTo(b.key()));
            arrays.put(type, array);
        });
        return new ArrayView(position, arrays);
    }

    /** @param changes each key once; they lead from this view to the next */
    public ArrayView with(Collection<Change> changes, Position next) {
        var byType = new TreeMap<ResourceType, NavigableMap<ObjectKey, Optional<StoredObject>>>();
        for (Change change : changes) {
            Optional<StoredObject> after = switch (change) {
                case Change.Created created -> Optional.of(created.object());
                case Change.Updated updated -> Optional.of(updated.after());
                case Change.Unchanged unchanged -> Optional.of(unchanged.object());
                case Change.Deleted deleted -> Optional.empty();
            };
            byType.computeIfAbsent(change.key().type(), type -> new TreeMap<>()).put(change.key(), after);
        }
        var arrays = new TreeMap<>(objects);
        byType.forEach((type, touched) -> {
            StoredObject[] merged = merge(arrays.getOrDefault(type, new StoredObject[0]), touched);
            if (merged.length == 0) {
                arrays.remove(type);
            } else {
                arrays.put(type, merged);
            }
        });
        return new ArrayView(next, arrays);
    }

    private static StoredObject[] merge(StoredObject[] old, NavigableMap<ObjectKey, Optional<StoredObject>> touched) {
        var merged = new StoredObject[old.length + touched.size()];
        int from = 0;
        int to = 0;
        for (var entry : touched.entrySet()) {
            int found = find(old, entry.getKey());
            int upTo = found >= 0 ? found : -found - 1;
            System.arraycopy(old, from, merged, to, upTo - from);
            to += upTo - from;
            from = found >= 0 ? upTo + 1 : upTo;
            if (entry.getValue().isPresent()) merged[to++] = entry.getValue().get();
        }
        System.arraycopy(old, from, merged, to, old.length - from);
        return Arrays.copyOf(merged, to + old.length - from);
    }

    private static int find(StoredObject[] array, ObjectKey key) {
        int low = 0;
        int high = array.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = array[middle].key().compareTo(key);
            if (order == 0) return middle;
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    @Override
    public Position position() {
        return position;
    }

    @Override
    public Optional<StoredObject> get(ObjectKey key) {
        StoredObject @Nullable [] array = objects.get(key.type());
        if (array == null) return Optional.empty();
        int found = find(array, key);
        return found < 0 ? Optional.empty() : Optional.of(array[found]);
    }

    @Override
    public List<StoredObject> list(ResourceType type) {
        StoredObject @Nullable [] array = objects.get(type);
        return array == null ? List.of() : Collections.unmodifiableList(Arrays.asList(array));
    }

    @Override
    public List<StoredObject> list(ResourceType type, String namespace) {
        List<StoredObject> all = list(type);
        int from = lowerBound(all, namespace, false);
        return all.subList(from, lowerBound(all, namespace, true));
    }

    /** The first index whose namespace is not before (with {@code past}: is after) {@code namespace}. */
    private static int lowerBound(List<StoredObject> sorted, String namespace, boolean past) {
        int low = 0;
        int high = sorted.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            int order = sorted.get(middle).key().namespace().compareTo(namespace);
            if (order < 0 || (past && order == 0)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    @Override
    public Set<ResourceType> types() {
        return Collections.unmodifiableSet(objects.keySet());
    }
}
