package dev.sluice.resources.check;

import dev.sluice.resources.StringMatch;
import dev.sluice.resources.VirtualService;
import dev.sluice.resources.VirtualService.HttpMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Routes that no request can reach because an earlier one of the same object takes it (Istio's IST0130 and IST0131). Says so only where it is certain: an earlier match takes
 * everything that the later one takes.
 */
final class RouteOverlap {
    /** Beyond this many matches of one object the comparison of each with each is left out. */
    private static final int MOST = 2_000;

    private RouteOverlap() {}

    private record Seen<T>(T match, int route) {}

    static void check(Findings findings, VirtualService.Spec spec) {
        check(findings, "spec.http", spec.http().stream().map(VirtualService.HttpRoute::match).toList(), RouteOverlap::covers);
        check(findings, "spec.tls", spec.tls().stream().map(VirtualService.TlsRoute::match).toList(), Object::equals);
        check(findings, "spec.tcp", spec.tcp().stream().map(VirtualService.TcpRoute::match).toList(), Object::equals);
    }

    private static <T> void check(Findings findings, String field, List<List<T>> routes, BiPredicate<T, T> covers) {
        if (routes.stream().mapToInt(List::size).sum() > MOST) return;
        var seen = new ArrayList<Seen<T>>();
        int catchAll = -1;
        for (int i = 0; i < routes.size(); i++) {
            String here = field + "[" + i + "]";
            if (catchAll >= 0) {
                findings.add(CheckCode.UNREACHABLE_ROUTE, here,
                        "no request reaches this route: " + field + "[" + catchAll + "] has no match and takes everything before it",
                        "move the route without a match to the end");
                continue;
            }
            List<T> matches = routes.get(i);
            if (matches.isEmpty()) catchAll = i;
            int taken = 0;
            for (int j = 0; j < matches.size(); j++) {
                int by = takenBy(seen, matches.get(j), covers);
                if (by >= 0) {
                    taken++;
                    findings.add(CheckCode.INEFFECTIVE_MATCH, here + ".match[" + j + "]",
                            "everything that matches here is taken by " + field + "[" + by + "] before it",
                            by == i ? "remove one of them" : "move the narrower match up, or remove it");
                }
                seen.add(new Seen<>(matches.get(j), i));
            }
            if (!matches.isEmpty() && taken == matches.size()) {
                findings.add(CheckCode.UNREACHABLE_ROUTE, here, "no request reaches this route: earlier routes take all of its matches",
                        "move it up, or remove it");
            }
        }
    }

    private static <T> int takenBy(List<Seen<T>> seen, T match, BiPredicate<T, T> covers) {
        for (Seen<T> earlier : seen) {
            if (covers.test(earlier.match(), match)) return earlier.route();
        }
        return -1;
    }

    /** Whether {@code wide} takes every request that {@code narrow} takes. */
    private static boolean covers(HttpMatch wide, HttpMatch narrow) {
        return path(wide, narrow) && takes(wide.scheme(), narrow.scheme()) && takes(wide.method(), narrow.method())
                && takes(wide.authority(), narrow.authority())
                && all(wide.headers(), narrow.headers()) && without(wide.withoutHeaders(), narrow.withoutHeaders())
                && all(wide.queryParams(), narrow.queryParams())
                && (wide.port() == 0 || wide.port() == narrow.port()) && where(wide, narrow);
    }

    private static boolean where(HttpMatch wide, HttpMatch narrow) {
        boolean anywhere = wide.gateways().isEmpty() && wide.sourceLabels().isEmpty() && wide.sourceNamespace().isEmpty();
        return anywhere || (wide.gateways().equals(narrow.gateways()) && wide.sourceLabels().equals(narrow.sourceLabels())
                && wide.sourceNamespace().equals(narrow.sourceNamespace()));
    }

    private static boolean path(HttpMatch wide, HttpMatch narrow) {
        if (wide.uri() == null || wide.uri() instanceof StringMatch.Present) return true;
        return wide.ignoreUriCase() == narrow.ignoreUriCase() && takes(wide.uri(), narrow.uri());
    }

    private static boolean takes(@Nullable StringMatch wide, @Nullable StringMatch narrow) {
        if (wide == null || Objects.equals(wide, narrow)) return true;
        if (!(wide instanceof StringMatch.Prefix prefix)) return wide instanceof StringMatch.Present && narrow != null;
        return switch (narrow) {
            case StringMatch.Exact exact -> exact.exact().startsWith(prefix.prefix());
            case StringMatch.Prefix longer -> longer.prefix().startsWith(prefix.prefix());
            case null, default -> false;
        };
    }

    private static boolean all(Map<String, StringMatch> wide, Map<String, StringMatch> narrow) {
        return wide.entrySet().stream()
                .allMatch(entry -> narrow.containsKey(entry.getKey()) && takes(entry.getValue(), narrow.get(entry.getKey())));
    }

    private static boolean without(Map<String, StringMatch> wide, Map<String, StringMatch> narrow) {
        return wide.entrySet().stream().allMatch(entry -> entry.getValue().equals(narrow.get(entry.getKey())));
    }
}
