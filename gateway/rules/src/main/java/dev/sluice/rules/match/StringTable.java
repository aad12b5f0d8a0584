package dev.sluice.rules.match;

import java.util.AbstractMap;
import java.util.AbstractSet;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An immutable map from String that is cheap to look up (by a part of a text, without making a String of it) and cheap to change: a changed table shares
 * with the old one all shards that hold no changed key. Never holds null.
 */
public final class StringTable<V> extends AbstractMap<String, V> {
    private static final int KEYS_PER_SHARD = 32;
    private static final StringTable<Object> EMPTY = new StringTable<>(List.of(Shard.EMPTY), 0);

    private final List<Shard> shards;
    private final int shardMask;
    private final int size;

    private StringTable(List<Shard> shards, int size) {
        this.shards = shards;
        this.shardMask = shards.size() - 1;
        this.size = size;
    }

    public static <V> StringTable<V> of(Map<String, ? extends V> entries) {
        return StringTable.<V>empty().with(entries, List.of());
    }

    @SuppressWarnings("unchecked") // an empty table holds no value of any type
    public static <V> StringTable<V> empty() {
        return (StringTable<V>) EMPTY;
    }

    /** This table with {@code removed} taken out, then {@code put} put in. */
    public StringTable<V> with(Map<String, ? extends V> put, Collection<String> removed) {
        if (put.isEmpty() && removed.isEmpty()) return this;
        int wanted = shardCount(size + put.size());
        if (wanted > shards.size()) return grown(wanted).with(put, removed);
        var changes = new HashMap<Integer, Map<String, @Nullable Object>>();
        for (String key : removed) changes.computeIfAbsent(shardOf(spread(key.hashCode())), at -> new HashMap<>()).put(key, null);
        for (var one : put.entrySet())
            changes.computeIfAbsent(shardOf(spread(one.getKey().hashCode())), at -> new HashMap<>()).put(one.getKey(), one.getValue());
        var next = new ArrayList<>(shards);
        int newSize = size;
        for (var one : changes.entrySet()) {
            Shard old = next.get(one.getKey());
            Shard fresh = old.with(one.getValue());
            newSize += fresh.count - old.count;
            next.set(one.getKey(), fresh);
        }
        return new StringTable<>(next, newSize);
    }

    @Override
    public @Nullable V get(Object key) {
        return key instanceof String text ? find(text, 0, text.length()) : null;
    }

    @Override
    public boolean containsKey(Object key) {
        return get(key) != null;
    }

    /** The value for the characters {@code from .. to-1} of {@code text}; null if there is none. Makes no object. */
    public @Nullable V find(String text, int from, int to) {
        return find(text, from, to, null);
    }

    @SuppressWarnings("unchecked") // only with() puts values in, and it takes V alone
    @Nullable
    V find(String text, int from, int to, @Nullable Tally tally) {
        int hash = 0;
        if (from == 0 && to == text.length()) hash = text.hashCode();
        else
            for (int i = from; i < to; i++) hash = 31 * hash + text.charAt(i);
        int spread = spread(hash);
        return (V) shards.get(shardOf(spread)).find(spread, text, from, to - from, tally);
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Set<Entry<String, V>> entrySet() {
        return new AbstractSet<>() {
            @Override
            public Iterator<Entry<String, V>> iterator() {
                return new Entries();
            }

            @Override
            public int size() {
                return size;
            }
        };
    }

    private StringTable<V> grown(int wanted) {
        var empty = new ArrayList<Shard>(wanted);
        for (int i = 0; i < wanted; i++) empty.add(Shard.EMPTY);
        var table = new StringTable<V>(empty, 0);
        var next = new ArrayList<>(empty);
        var changes = new HashMap<Integer, Map<String, @Nullable Object>>();
        forEach((key, value) -> changes.computeIfAbsent(table.shardOf(spread(key.hashCode())), at -> new HashMap<>()).put(key, value));
        changes.forEach((at, content) -> next.set(at, Shard.EMPTY.with(content)));
        return new StringTable<>(next, size);
    }

    private static int shardCount(int entries) {
        return Math.max(1, Integer.highestOneBit(Math.max(1, entries / KEYS_PER_SHARD)));
    }

    private int shardOf(int spread) {
        return (spread >>> 8) & shardMask;
    }

    private static int spread(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 16);
    }

    /** Open addressing, at most half full. */
    private static final class Shard {
        static final Shard EMPTY = new Shard(new @Nullable String[2], new @Nullable Object[2], 0);

        final @Nullable String[] keys;
        final @Nullable Object[] values;
        final int count;

        Shard(@Nullable String[] keys, @Nullable Object[] values, int count) {
            this.keys = keys;
            this.values = values;
            this.count = count;
        }

        @Nullable
        Object find(int spread, String text, int from, int length, @Nullable Tally tally) {
            int mask = keys.length - 1;
            for (int slot = spread & mask;; slot = slot + 1 & mask) {
                String key = keys[slot];
                if (key == null) return null;
                if (tally != null) tally.text();
                if (key.length() == length && text.regionMatches(from, key, 0, length)) return values[slot];
            }
        }

        /** A null value removes its key. */
        Shard with(Map<String, @Nullable Object> changes) {
            var content = new HashMap<String, @Nullable Object>();
            for (int i = 0; i < keys.length; i++) {
                String key = keys[i];
                if (key != null) content.put(key, values[i]);
            }
            changes.forEach((key, value) -> {
                if (value == null) content.remove(key);
                else
                    content.put(key, value);
            });
            int capacity = Integer.highestOneBit(Math.max(1, content.size())) * 4;
            var newKeys = new @Nullable String[capacity];
            var newValues = new @Nullable Object[capacity];
            content.forEach((key, value) -> {
                int slot = spread(key.hashCode()) & capacity - 1;
                while (newKeys[slot] != null) slot = slot + 1 & capacity - 1;
                newKeys[slot] = key;
                newValues[slot] = value;
            });
            return new Shard(newKeys, newValues, content.size());
        }
    }

    private final class Entries implements Iterator<Entry<String, V>> {
        private int shard;
        private int slot = -1;

        Entries() {
            advance();
        }

        private void advance() {
            slot++;
            while (shard < shards.size()) {
                var keys = shards.get(shard).keys;
                while (slot < keys.length && keys[slot] == null) slot++;
                if (slot < keys.length) return;
                shard++;
                slot = 0;
            }
        }

        @Override
        public boolean hasNext() {
            return shard < shards.size();
        }

        @Override
        @SuppressWarnings("unchecked") // only with() puts values in, and it takes V alone
        public Entry<String, V> next() {
            if (!hasNext()) throw new NoSuchElementException();
            var at = shards.get(shard);
            String key = at.keys[slot];
            Object value = at.values[slot];
            if (key == null || value == null) throw new NoSuchElementException();
            advance();
            return Map.entry(key, (V) value);
        }
    }
}
