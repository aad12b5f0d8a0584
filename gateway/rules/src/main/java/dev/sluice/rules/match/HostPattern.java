package dev.sluice.rules.match;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Relations between host patterns: exact names, {@code *.example.com}, {@code *} (RX-13). All texts are lower case. */
public final class HostPattern {
    private HostPattern() {}

    public static boolean isWildcard(String pattern) {
        return pattern.startsWith("*");
    }

    /** Every name that {@code narrow} covers is covered by {@code wide}. */
    public static boolean isSubset(String narrow, String wide) {
        if (!isWildcard(wide)) return narrow.equals(wide);
        if (isWildcard(narrow))
            return narrow.length() >= wide.length()
                    && narrow.regionMatches(narrow.length() - wide.length() + 1, wide, 1, wide.length() - 1);
        return narrow.regionMatches(narrow.length() - wide.length() + 1, wide, 1, wide.length() - 1);
    }

    /** There is a name that both cover. */
    public static boolean overlaps(String one, String other) {
        return isSubset(one, other) || isSubset(other, one);
    }

    /** What two lists of hosts have in common, pair by pair the narrower (RX-15); in the order of {@code one}. */
    public static List<String> intersection(List<String> one, List<String> other) {
        var common = new ArrayList<String>();
        for (String mine : one) {
            for (String theirs : other) {
                String narrower = isSubset(mine, theirs) ? mine : isSubset(theirs, mine) ? theirs : null;
                if (narrower != null && !common.contains(narrower)) common.add(narrower);
            }
        }
        return common;
    }

    /** The most specific of {@code patterns} that covers {@code host}: exact, then the longest; null if none does. */
    public static @Nullable String mostSpecific(String host, Iterable<String> patterns) {
        String best = null;
        for (String pattern : patterns) {
            if (!isSubset(host, pattern)) continue;
            if (pattern.equals(host)) return pattern;
            if (best == null || pattern.length() > best.length()) best = pattern;
        }
        return best;
    }
}
