package dev.sluice.rules.match;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Host name to {@code T}: exact first, then the longest wildcard suffix, then {@code *} (RX-16). Immutable, read by every event loop; a changed table
 * shares with the old one what did not change.
 *
 * <p>A pattern {@code *.example.com} covers names of any depth below {@code example.com} and not {@code example.com} itself; {@code *-x.com} covers any
 * non-empty text before {@code -x.com}, as Istio's partial wildcards do.
 */
public final class HostTable<T> {
    private final StringTable<T> exact;
    private final StringTable<T> bySuffix;
    private final SuffixLengths suffixLengths;
    private final @Nullable T any;

    private HostTable(StringTable<T> exact, StringTable<T> bySuffix, SuffixLengths suffixLengths, @Nullable T any) {
        this.exact = exact;
        this.bySuffix = bySuffix;
        this.suffixLengths = suffixLengths;
        this.any = any;
    }

    /** Keys are patterns; case is ignored. */
    public static <T> HostTable<T> of(Map<String, T> byPattern) {
        return new HostTable<T>(StringTable.empty(), StringTable.empty(), SuffixLengths.NONE, null).with(byPattern, List.of());
    }

    /** This table with the patterns {@code removed} taken out, then {@code put} put in. */
    public HostTable<T> with(Map<String, T> put, Collection<String> removed) {
        var putExact = new HashMap<String, T>();
        var putSuffix = new HashMap<String, T>();
        var goneExact = new ArrayList<String>();
        var goneSuffix = new HashSet<String>();
        T newAny = any;
        for (String one : removed) {
            String pattern = one.toLowerCase(Locale.ROOT);
            if (pattern.equals("*")) newAny = null;
            else if (pattern.startsWith("*")) goneSuffix.add(pattern.substring(1));
            else
                goneExact.add(pattern);
        }
        for (var entry : put.entrySet()) {
            String pattern = entry.getKey().toLowerCase(Locale.ROOT);
            if (pattern.equals("*")) newAny = entry.getValue();
            else if (pattern.startsWith("*")) putSuffix.put(pattern.substring(1), entry.getValue());
            else
                putExact.put(pattern, entry.getValue());
        }
        SuffixLengths lengths = suffixLengths;
        for (String suffix : goneSuffix)
            if (bySuffix.containsKey(suffix) && !putSuffix.containsKey(suffix)) lengths = lengths.less(suffix.length());
        for (String suffix : putSuffix.keySet()) if (!bySuffix.containsKey(suffix)) lengths = lengths.more(suffix.length());
        return new HostTable<>(exact.with(putExact, goneExact), bySuffix.with(putSuffix, goneSuffix), lengths, newAny);
    }

    /** {@code host} is lower case and without a port: the caller's edge sees to it. Makes no object. */
    public @Nullable T find(String host) {
        return find(host, null);
    }

    /** @param tally hears what is compared; null if nobody asks */
    public @Nullable T find(String host, @Nullable Tally tally) {
        T hit = exact.find(host, 0, host.length(), tally);
        if (hit != null) return hit;
        for (int i = suffixLengths.size() - 1; i >= 0; i--) {
            int length = suffixLengths.at(i);
            if (length < host.length()) {
                hit = bySuffix.find(host, host.length() - length, host.length(), tally);
                if (hit != null) return hit;
            }
        }
        return any;
    }

    /** What {@code pattern} itself leads to; null if it is not a pattern of this table. */
    public @Nullable T get(String pattern) {
        String key = pattern.toLowerCase(Locale.ROOT);
        if (key.equals("*")) return any;
        return key.startsWith("*") ? bySuffix.find(key, 1, key.length()) : exact.get(key);
    }

    /** Each pattern and what it leads to, in no order. */
    public void forEach(BiConsumer<String, T> action) {
        exact.forEach(action);
        bySuffix.forEach((suffix, value) -> action.accept("*" + suffix, value));
        if (any != null) action.accept("*", any);
    }

    public int size() {
        return exact.size() + bySuffix.size() + (any == null ? 0 : 1);
    }

    public boolean isEmpty() { return size() == 0; }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostTable<?> that && exact.equals(that.exact) && bySuffix.equals(that.bySuffix)
                && java.util.Objects.equals(any, that.any);
    }

    @Override
    public int hashCode() {
        return exact.hashCode() * 31 + bySuffix.hashCode();
    }
}
