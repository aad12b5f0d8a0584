package dev.sluice.rules.analyze;

import dev.sluice.resources.Diagnostic;
import dev.sluice.rules.match.PathIndex;
import dev.sluice.rules.model.Provenance;
import dev.sluice.rules.model.Route;
import dev.sluice.rules.model.RouteMatch;
import dev.sluice.rules.model.TextMatch;
import dev.sluice.rules.snapshot.VirtualHost;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** SL2005, SL2006: routes that an earlier route takes everything from. Says so only where it is certain. */
public final class Shadows {
    private static final PathIndex.Check<Route, Route> COVERS = Shadows::coversOrIs;

    private Shadows() {}

    /** The earlier route of {@code host} that takes every request of {@code route}; null if there is none. */
    public static @Nullable Route shadowing(VirtualHost host, Route route) {
        String probe = switch (route.match().path()) {
            case TextMatch.Exact it -> it.text();
            case TextMatch.Prefix it -> it.text();
            case TextMatch.ExactIgnoreCase it -> it.text();
            case TextMatch.PrefixIgnoreCase it -> it.text();
            case null, default -> "/";
        };
        Route first = host.index().first(probe, route, COVERS, null);
        return first == null || first.from().equals(route.from()) ? null : first;
    }

    public static Diagnostic unreachable(Route route, Provenance by, String host) {
        return AnalysisCode.UNREACHABLE_ROUTE.at(route.from(), "on host '" + host + "' every request that it matches is taken by " + by,
                "");
    }

    /** A rule behind one that catches all, in one object. */
    public static Diagnostic behindCatchAll(Provenance place, Provenance catchAll) {
        return AnalysisCode.UNREACHABLE_ROUTE.at(place, "it stands behind " + catchAll.field() + ", which catches all",
                "put what catches all last");
    }

    public static Diagnostic hides(Provenance hiding, Route hidden, String host) {
        return AnalysisCode.HIDES_ROUTE.at(hiding, "on host '" + host + "' it hides " + hidden.from(), "");
    }

    private static boolean coversOrIs(Route earlier, Route route) {
        return earlier.from().equals(route.from()) || covers(earlier.match(), route.match());
    }

    static boolean covers(RouteMatch wide, RouteMatch narrow) {
        return covers(wide.path(), narrow.path()) && coversSame(wide.method(), narrow.method())
                && coversSame(wide.scheme(), narrow.scheme())
                && coversSame(wide.authority(), narrow.authority()) && narrow.headers().containsAll(wide.headers())
                && narrow.query().containsAll(wide.query());
    }

    private static boolean coversSame(@Nullable TextMatch wide, @Nullable TextMatch narrow) {
        return wide == null || wide.equals(narrow)
                || wide instanceof TextMatch.Prefix prefix && narrow instanceof TextMatch.Exact exact && prefix.matches(exact.text());
    }

    private static boolean covers(@Nullable TextMatch wide, @Nullable TextMatch narrow) {
        return switch (wide) {
            case null -> true;
            case TextMatch.Present any -> true;
            case TextMatch.Prefix it when it.text().isEmpty() || it.text().equals("/") -> true;
            case TextMatch.PrefixIgnoreCase it when it.text().isEmpty() || it.text().equals("/") -> true;
            case TextMatch.Regex it -> it.pattern().pattern().equals(".*") || Objects.equals(it, narrow);
            case TextMatch.Prefix it -> narrow instanceof TextMatch.Prefix other && it.matches(other.text())
                    || narrow instanceof TextMatch.Exact one && it.matches(one.text());
            case TextMatch.PrefixIgnoreCase it -> switch (narrow) {
                case TextMatch.Prefix other -> it.matches(other.text());
                case TextMatch.PrefixIgnoreCase other -> it.matches(other.text());
                case TextMatch.Exact other -> it.matches(other.text());
                case TextMatch.ExactIgnoreCase other -> it.matches(other.text());
                case null, default -> false;
            };
            case TextMatch.Exact it -> it.equals(narrow);
            case TextMatch.ExactIgnoreCase it -> narrow instanceof TextMatch.Exact one && it.matches(one.text())
                    || narrow instanceof TextMatch.ExactIgnoreCase other && it.matches(other.text());
        };
    }
}
