package dev.sluice.rules.match;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Host name to {@code T}: exact first, then the longest wildcard suffix, then {@code *} (RX-16). Built once, read by every event loop.
 *
 * <p>A pattern {@code *.example.com} covers names of any depth below {@code example.com} and not {@code example.com} itself; {@code *-x.com} covers any
 * non-empty text before {@code -x.com}, as Istio's partial wildcards do.
 */
public final class HostTable<T> {
    private final Map<String, T> exact;
    private final Map<String, T> bySuffix;
    private final int[] suffixLengths;
    private final @Nullable T any;

    private HostTable(Map<String, T> exact, Map<String, T> bySuffix, @Nullable T any) {
        this.exact = Map.copyOf(exact);
        this.bySuffix = Map.copyOf(bySuffix);
        this.suffixLengths = bySuffix.keySet().stream().mapToInt(String::length).distinct().sorted().toArray();
        this.any = any;
    }

    /** Keys are patterns; case is ignored. */
    public static <T> HostTable<T> of(Map<String, T> byPattern) {
        var exact = new HashMap<String, T>();
        var suffix = new HashMap<String, T>();
        T any = null;
        for (var entry : byPattern.entrySet()) {
            String pattern = entry.getKey().toLowerCase(Locale.ROOT);
            if (pattern.equals("*")) any = entry.getValue();
            else if (pattern.startsWith("*")) suffix.put(pattern.substring(1), entry.getValue());
            else
                exact.put(pattern, entry.getValue());
        }
        return new HostTable<>(exact, suffix, any);
    }

    /** {@code host} is lower case and without a port: the caller's edge sees to it. */
    public @Nullable T find(String host) {
        T hit = exact.get(host);
        if (hit != null) return hit;
        for (int i = suffixLengths.length - 1; i >= 0; i--) {
            int length = suffixLengths[i];
            if (length < host.length()) {
                hit = bySuffix.get(host.substring(host.length() - length));
                if (hit != null) return hit;
            }
        }
        return any;
    }

    /** Every pattern with what it leads to, in no particular order. */
    public void forEach(BiConsumer<String, T> action) {
        exact.forEach(action);
        bySuffix.forEach((suffix, value) -> action.accept("*" + suffix, value));
        if (any != null) action.accept("*", any);
    }

    public boolean isEmpty() { return exact.isEmpty() && bySuffix.isEmpty() && any == null; }
}
