package dev.sluice.rules.compile;

import dev.sluice.resources.Kind;
import dev.sluice.resources.ObjectRef;
import dev.sluice.resources.Resource;
import dev.sluice.rules.match.StringTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Per kind: a table by name and a list by age. A set made from another shares the kinds that did not change, and the entries of those that did. */
final class IndexedResourceSet implements ResourceSet {
    static final IndexedResourceSet EMPTY = new IndexedResourceSet(new EnumMap<>(Kind.class), 0);

    /** An object and its place among those without a timestamp: objects count in the order in which they came. Compared by identity to see what changed. */
    static final class Entry implements Comparable<Entry> {
        private final Resource resource;
        private final long sequence;

        Entry(Resource resource, long sequence) {
            this.resource = resource;
            this.sequence = sequence;
        }

        Resource resource() {
            return resource;
        }

        @Override
        public int compareTo(Entry other) {
            var mine = resource.metadata().creationTimestamp();
            var theirs = other.resource.metadata().creationTimestamp();
            if (mine == null || theirs == null) return mine == null ? theirs == null ? Long.compare(sequence, other.sequence) : 1 : -1;
            int byTime = mine.compareTo(theirs);
            if (byTime != 0) return byTime;
            int byName = resource.metadata().name().compareTo(other.resource.metadata().name());
            return byName != 0 ? byName : resource.metadata().namespace().compareTo(other.resource.metadata().namespace());
        }
    }

    /** All objects of a kind. Compared by identity to see whether any changed. */
    static final class OfKind {
        static final OfKind NONE = new OfKind(StringTable.empty(), List.of());

        private final StringTable<Entry> byName;
        private final List<Entry> byAge;

        OfKind(StringTable<Entry> byName, List<Entry> byAge) {
            this.byName = byName;
            this.byAge = byAge;
        }

        /** By {@code namespace/name}. */
        StringTable<Entry> byName() {
            return byName;
        }

        List<Entry> byAge() {
            return byAge;
        }
    }

    private final EnumMap<Kind, OfKind> kinds;
    private final long nextSequence;

    private IndexedResourceSet(EnumMap<Kind, OfKind> kinds, long nextSequence) {
        this.kinds = kinds;
        this.nextSequence = nextSequence;
    }

    @Override
    public IndexedResourceSet with(Collection<? extends Resource> changed, Collection<ObjectRef> removed) {
        var put = new EnumMap<Kind, Map<String, Resource>>(Kind.class);
        var gone = new EnumMap<Kind, Set<String>>(Kind.class);
        for (ObjectRef ref : removed) gone.computeIfAbsent(ref.kind(), kind -> new HashSet<>()).add(key(ref));
        for (Resource one : changed) put.computeIfAbsent(one.kind(), kind -> new java.util.LinkedHashMap<>()).put(key(one.ref()), one);
        var next = new EnumMap<Kind, OfKind>(kinds);
        long sequence = nextSequence;
        var touched = new HashSet<Kind>(put.keySet());
        touched.addAll(gone.keySet());
        for (Kind kind : touched) {
            var puts = put.getOrDefault(kind, Map.of());
            next.put(kind, changed(of(kind), puts, gone.getOrDefault(kind, Set.of()), sequence));
            sequence += puts.size();
        }
        return new IndexedResourceSet(next, sequence);
    }

    private static OfKind changed(OfKind old, Map<String, Resource> puts, Set<String> gone, long sequence) {
        var outgoing = new HashSet<Entry>();
        for (String key : gone) {
            Entry entry = old.byName().get(key);
            if (entry != null) outgoing.add(entry);
        }
        var entries = new HashMap<String, Entry>();
        for (var one : puts.entrySet()) {
            Entry before = old.byName().get(one.getKey());
            if (before != null) outgoing.add(before);
            long place = before == null || gone.contains(one.getKey()) ? sequence++ : before.sequence;
            entries.put(one.getKey(), new Entry(one.getValue(), place));
        }
        return new OfKind(old.byName().with(entries, gone), reordered(old.byAge(), outgoing, entries.values()));
    }

    /** A few changes are put in place; many are sorted in at once. */
    private static List<Entry> reordered(List<Entry> old, Set<Entry> outgoing, Collection<Entry> incoming) {
        var list = new ArrayList<Entry>(old.size() + incoming.size());
        if (outgoing.size() + incoming.size() <= 16) {
            list.addAll(old);
            for (Entry one : outgoing) {
                int at = Collections.binarySearch(list, one);
                if (at >= 0) list.remove(at);
            }
            for (Entry one : incoming) {
                int at = Collections.binarySearch(list, one);
                list.add(at < 0 ? -at - 1 : at, one);
            }
        } else {
            for (Entry one : old) if (!outgoing.contains(one)) list.add(one);
            list.addAll(incoming);
            Collections.sort(list);
        }
        return Collections.unmodifiableList(list);
    }

    static String key(ObjectRef ref) {
        return ref.namespace() + "/" + ref.name();
    }

    /** Keys of the objects of {@code kind} that {@code older} has otherwise or not at all, and of those that it alone has. */
    Set<String> changes(Kind kind, IndexedResourceSet older) {
        var changed = new HashSet<String>();
        var mine = of(kind).byAge();
        var theirs = older.of(kind).byAge();
        if (of(kind) == older.of(kind)) return changed;
        int i = 0;
        int j = 0;
        while (i < mine.size() || j < theirs.size()) {
            if (i < mine.size() && j < theirs.size() && mine.get(i) == theirs.get(j)) {
                i++;
                j++;
            } else if (j == theirs.size() || i < mine.size() && mine.get(i).compareTo(theirs.get(j)) < 0) {
                changed.add(key(mine.get(i++).resource().ref()));
            } else {
                changed.add(key(theirs.get(j++).resource().ref()));
            }
        }
        return changed;
    }

    boolean hasSame(IndexedResourceSet older, Kind... kindsAsked) {
        for (Kind kind : kindsAsked) if (of(kind) != older.of(kind)) return false;
        return true;
    }

    OfKind of(Kind kind) {
        return kinds.getOrDefault(kind, OfKind.NONE);
    }

    @Override
    public @Nullable Resource find(ObjectRef ref) {
        Entry entry = of(ref.kind()).byName().get(key(ref));
        return entry == null ? null : entry.resource();
    }

    @Override
    public List<Resource> ofKind(Kind kind) {
        return of(kind).byAge().stream().map(Entry::resource).toList();
    }

    @Override
    public <T extends Resource> List<T> all(Class<T> type) {
        var found = new ArrayList<T>();
        for (OfKind kind : kinds.values()) {
            if (kind.byAge().isEmpty() || !type.isInstance(kind.byAge().getFirst().resource())) continue;
            for (Entry entry : kind.byAge()) found.add(type.cast(entry.resource()));
        }
        return Collections.unmodifiableList(found);
    }
}
