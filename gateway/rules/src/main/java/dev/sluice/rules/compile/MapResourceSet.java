package dev.sluice.rules.compile;

import dev.sluice.resources.Kind;
import dev.sluice.resources.ObjectRef;
import dev.sluice.resources.Resource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Resources in a map. */
final class MapResourceSet implements ResourceSet {
    private final Map<ObjectRef, Resource> byRef;

    private MapResourceSet(Map<ObjectRef, Resource> byRef) {
        this.byRef = byRef;
    }

    static MapResourceSet of(Collection<? extends Resource> resources) {
        var map = new LinkedHashMap<ObjectRef, Resource>();
        for (Resource one : resources) map.put(one.ref(), one);
        return new MapResourceSet(map);
    }

    @Override
    public ResourceSet with(Collection<? extends Resource> changed, Collection<ObjectRef> removed) {
        var map = new LinkedHashMap<>(byRef);
        Set<ObjectRef> gone = new HashSet<>(removed);
        map.keySet().removeAll(gone);
        for (Resource one : changed) map.put(one.ref(), one);
        return new MapResourceSet(map);
    }

    @Override
    public @Nullable Resource find(ObjectRef ref) {
        return byRef.get(ref);
    }

    @Override
    public List<Resource> ofKind(Kind kind) {
        return byRef.values().stream().filter(one -> one.kind() == kind).sorted(BY_AGE).toList();
    }

    @Override
    public <T extends Resource> List<T> all(Class<T> type) {
        return byRef.values().stream().filter(type::isInstance).map(type::cast).sorted(BY_AGE).toList();
    }

    /** Objects without a timestamp keep their place behind those that have one. */
    private static final Comparator<Resource> BY_AGE = (a, b) -> {
        var one = a.metadata().creationTimestamp();
        var other = b.metadata().creationTimestamp();
        if (one == null || other == null) return one == null ? other == null ? 0 : 1 : -1;
        int byTime = one.compareTo(other);
        if (byTime != 0) return byTime;
        int byName = a.metadata().name().compareTo(b.metadata().name());
        return byName != 0 ? byName : a.metadata().namespace().compareTo(b.metadata().namespace());
    };
}
