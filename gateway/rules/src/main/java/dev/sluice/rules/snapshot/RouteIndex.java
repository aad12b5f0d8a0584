package dev.sluice.rules.snapshot;

import dev.sluice.rules.match.PathIndex;
import dev.sluice.rules.match.Tally;
import dev.sluice.rules.model.Route;
import dev.sluice.rules.model.TextMatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the first matching route of a virtual host. */
public final class RouteIndex {
    private final PathIndex<Route> byPath;

    private RouteIndex(PathIndex<Route> byPath) {
        this.byPath = byPath;
    }

    /** @param routes in precedence order */
    public static RouteIndex of(List<Route> routes) {
        return new RouteIndex(PathIndex.of(routes, route -> key(route.match().path())));
    }

    /**
     * The first route whose path fits and that {@code check} accepts. The check need not look at paths again, unless the path is a {@link TextMatch.Regex}.
     *
     * @param tally hears what is compared; null if nobody asks
     */
    public <F> @Nullable Route first(String path, F facts, PathIndex.Check<Route, F> check, @Nullable Tally tally) {
        return byPath.first(path, facts, check, tally);
    }

    private static PathIndex.Key key(@Nullable TextMatch path) {
        return switch (path) {
            case null -> new PathIndex.Key.Prefix("", false, true);
            case TextMatch.Present any -> new PathIndex.Key.Prefix("", false, true);
            case TextMatch.Exact it -> new PathIndex.Key.Exact(it.text(), false);
            case TextMatch.ExactIgnoreCase it -> new PathIndex.Key.Exact(it.text(), true);
            case TextMatch.Prefix it -> new PathIndex.Key.Prefix(it.text(), false, true);
            case TextMatch.PrefixIgnoreCase it -> new PathIndex.Key.Prefix(it.text(), true, true);
            case TextMatch.Regex it -> new PathIndex.Key.Prefix(literalStart(it.pattern().pattern()), false, false);
        };
    }

    /** The text that everything {@code regex} matches begins with; shorter than it could be rather than wrong. */
    static String literalStart(String regex) {
        if (regex.indexOf('|') >= 0 || regex.contains("(?")) return "";
        int end = 0;
        while (end < regex.length() && "\\^$.[]()*+?{}".indexOf(regex.charAt(end)) < 0) end++;
        if (end < regex.length() && "*?{".indexOf(regex.charAt(end)) >= 0) end--;
        // What is repeated is a whole code point.
        if (end > 0 && Character.isHighSurrogate(regex.charAt(end - 1))) end--;
        return regex.substring(0, Math.max(0, end));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RouteIndex that && byPath.items().equals(that.byPath.items());
    }

    @Override
    public int hashCode() {
        return byPath.items().hashCode();
    }
}
