package dev.sluice.rules.decide;

import dev.sluice.rules.model.Route;
import dev.sluice.rules.model.RouteMatch;
import dev.sluice.rules.model.RouteMatch.HeaderMatch;
import dev.sluice.rules.model.RouteMatch.QueryMatch;
import dev.sluice.rules.model.TextMatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whether the conditions of a route hold for a request. */
final class Conditions {
    private Conditions() {}

    /** All but those on the path that the index has settled already. */
    static boolean holdOnceIndexed(Route route, RequestFacts facts) {
        RouteMatch match = route.match();
        if (match.path() instanceof TextMatch.Regex regex && !regex.matches(facts.path())) return false;
        return holds(match.method(), facts.method()) && holds(match.scheme(), facts.scheme()) && holds(match.authority(), facts.authority())
                && headersHold(match.headers(), facts) && queryHolds(match.query(), facts);
    }

    private static boolean headersHold(List<HeaderMatch> headers, RequestFacts facts) {
        for (int i = 0; i < headers.size(); i++) {
            if (!holds(headers.get(i), facts)) return false;
        }
        return true;
    }

    private static boolean queryHolds(List<QueryMatch> query, RequestFacts facts) {
        for (int i = 0; i < query.size(); i++) {
            if (!holds(query.get(i), facts.query())) return false;
        }
        return true;
    }

    /** The first condition that does not hold, in words; empty if all hold. */
    static String firstFailed(Route route, RequestFacts facts) {
        RouteMatch match = route.match();
        if (!holds(match.path(), facts.path())) return words("path", facts.path(), match.path());
        if (!holds(match.method(), facts.method())) return words("method", facts.method(), match.method());
        if (!holds(match.scheme(), facts.scheme())) return words("scheme", facts.scheme(), match.scheme());
        if (!holds(match.authority(), facts.authority())) return words("authority", facts.authority(), match.authority());
        for (HeaderMatch header : match.headers()) {
            if (!holds(header, facts)) return words(header, valueOf(header.name(), facts));
        }
        for (QueryMatch one : match.query()) {
            if (!holds(one, facts.query())) return "query parameter " + one.name() + " is not " + one.match().describe();
        }
        return "";
    }

    private static String words(String what, String value, @Nullable TextMatch match) {
        return what + " \"" + value + "\" is not " + (match == null ? "" : match.describe());
    }

    private static String words(HeaderMatch header, @Nullable String value) {
        String seen = value == null ? "is absent" : "is \"" + value + "\"";
        return "header " + header.name() + " " + seen + ", wanted " + (header.inverted() ? "not " : "") + header.match().describe();
    }

    private static boolean holds(@Nullable TextMatch match, String value) {
        return match == null || match.matches(value);
    }

    private static boolean holds(HeaderMatch header, RequestFacts facts) {
        String value = valueOf(header.name(), facts);
        if (header.match() instanceof TextMatch.Present) return (value != null) != header.inverted();
        if (value == null) return header.inverted() && !header.match().matches("");
        return header.match().matches(value) != header.inverted();
    }

    private static @Nullable String valueOf(String name, RequestFacts facts) {
        if (name.isEmpty() || name.charAt(0) != ':') return facts.header(name);
        return switch (name) {
            case ":method" -> facts.method();
            case ":scheme" -> facts.scheme();
            case ":authority" -> facts.authority();
            case ":path" -> facts.query() == null ? facts.path() : facts.path() + "?" + facts.query();
            default -> null;
        };
    }

    private static boolean holds(QueryMatch match, @Nullable String query) {
        if (query == null) return false;
        String name = match.name();
        for (int at = 0; at <= query.length();) {
            int end = query.indexOf('&', at);
            if (end < 0) end = query.length();
            if (query.startsWith(name, at)) {
                int after = at + name.length();
                if (after == end) return holdsWithin(match.match(), query, end, end);
                if (after < end && query.charAt(after) == '=') return holdsWithin(match.match(), query, after + 1, end);
            }
            at = end + 1;
        }
        return false;
    }

    /** Makes a String of the value only where a regex needs it. */
    private static boolean holdsWithin(TextMatch match, String query, int from, int to) {
        return switch (match) {
            case TextMatch.Present any -> true;
            case TextMatch.Exact it -> it.text().length() == to - from && query.startsWith(it.text(), from);
            case TextMatch.Prefix it -> it.text().length() <= to - from && query.startsWith(it.text(), from);
            case TextMatch other -> other.matches(query.substring(from, to));
        };
    }
}
