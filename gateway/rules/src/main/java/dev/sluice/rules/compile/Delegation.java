package dev.sluice.rules.compile;

import dev.sluice.resources.StringMatch;
import dev.sluice.resources.VirtualService.HttpMatch;
import dev.sluice.resources.VirtualService.HttpRoute;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A root route and its delegate's routes as one list (RX-37). */
final class Delegation {
    private Delegation() {}

    /** One route for the delegate's {@code leaf}; null if its conditions fit none of the root's. */
    static @Nullable HttpRoute merge(HttpRoute root, HttpRoute leaf) {
        var match = matches(root.match(), leaf.match());
        if (match == null) return null;
        return new HttpRoute(joined(root.name(), leaf.name()), match, leaf.route(), leaf.redirect(),
                leaf.directResponse() != null ? leaf.directResponse() : root.directResponse(), null,
                leaf.rewrite() != null ? leaf.rewrite() : root.rewrite(),
                leaf.timeout() != null ? leaf.timeout() : root.timeout(), leaf.retries() != null ? leaf.retries() : root.retries(),
                leaf.fault() != null ? leaf.fault() : root.fault(), leaf.mirror() != null ? leaf.mirror() : root.mirror(),
                leaf.mirrors().isEmpty() ? root.mirrors() : leaf.mirrors(),
                leaf.mirrorPercent() != null ? leaf.mirrorPercent() : root.mirrorPercent(),
                leaf.mirrorPercentage() != null ? leaf.mirrorPercentage() : root.mirrorPercentage(),
                leaf.corsPolicy() != null ? leaf.corsPolicy() : root.corsPolicy(),
                leaf.headers() != null ? leaf.headers() : root.headers());
    }

    private static String joined(String root, String leaf) {
        if (leaf.isEmpty()) return root;
        return root.isEmpty() ? leaf : root + "-" + leaf;
    }

    /** Every entry of the leaf must fit an entry of the root. */
    private static @Nullable List<HttpMatch> matches(List<HttpMatch> root, List<HttpMatch> leaf) {
        if (root.isEmpty()) return leaf;
        if (leaf.isEmpty()) return root;
        var merged = new ArrayList<HttpMatch>();
        for (HttpMatch one : leaf) {
            int before = merged.size();
            for (HttpMatch of : root) if (!conflict(of, one)) merged.add(merge(of, one));
            if (merged.size() == before) return null;
        }
        return merged;
    }

    private static HttpMatch merge(HttpMatch root, HttpMatch leaf) {
        return new HttpMatch(joined(root.name(), leaf.name()), leaf.uri() != null ? leaf.uri() : root.uri(),
                leaf.scheme() != null ? leaf.scheme() : root.scheme(),
                leaf.method() != null ? leaf.method() : root.method(), leaf.authority() != null ? leaf.authority() : root.authority(),
                union(root.headers(), leaf.headers()), union(root.withoutHeaders(), leaf.withoutHeaders()),
                union(root.queryParams(), leaf.queryParams()),
                leaf.ignoreUriCase(), leaf.port() != 0 ? leaf.port() : root.port(), union(root.sourceLabels(), leaf.sourceLabels()),
                leaf.sourceNamespace().isEmpty() ? root.sourceNamespace() : leaf.sourceNamespace(),
                leaf.gateways().isEmpty() ? root.gateways() : leaf.gateways(),
                leaf.statPrefix().isEmpty() ? root.statPrefix() : leaf.statPrefix());
    }

    private static <V> Map<String, V> union(Map<String, V> root, Map<String, V> leaf) {
        var all = new HashMap<>(root);
        all.putAll(leaf);
        return all;
    }

    private static boolean conflict(HttpMatch root, HttpMatch leaf) {
        if (conflict(root.uri(), leaf.uri()) || conflict(root.scheme(), leaf.scheme()) || conflict(root.method(), leaf.method())
                || conflict(root.authority(), leaf.authority()) || conflict(root.headers(), leaf.headers())
                || conflict(root.withoutHeaders(), leaf.withoutHeaders()) || conflict(root.queryParams(), leaf.queryParams()))
            return true;
        if (root.ignoreUriCase() != leaf.ignoreUriCase()) return true;
        if (root.port() > 0 && leaf.port() > 0 && root.port() != leaf.port()) return true;
        if (!root.sourceNamespace().isEmpty() && !leaf.sourceNamespace().equals(root.sourceNamespace())) return true;
        for (var label : leaf.sourceLabels().entrySet()) {
            String wanted = root.sourceLabels().get(label.getKey());
            if (wanted != null && !wanted.equals(label.getValue())) return true;
        }
        return !root.gateways().isEmpty() && !leaf.gateways().isEmpty()
                && (root.gateways().size() < leaf.gateways().size() || !root.gateways().containsAll(leaf.gateways()));
    }

    private static boolean conflict(Map<String, StringMatch> root, Map<String, StringMatch> leaf) {
        return leaf.entrySet().stream().anyMatch(one -> conflict(root.get(one.getKey()), one.getValue()));
    }

    /** Whether {@code leaf} may match what {@code root} does not. */
    private static boolean conflict(@Nullable StringMatch root, @Nullable StringMatch leaf) {
        if (root == null || leaf == null) return false;
        return switch (root) {
            case StringMatch.Exact it when !it.exact().isEmpty() ->
                !(leaf instanceof StringMatch.Exact other && other.exact().equals(it.exact()));
            case StringMatch.Prefix it when !it.prefix().isEmpty() -> switch (leaf) {
                case StringMatch.Prefix other -> other.prefix().isEmpty() || !other.prefix().startsWith(it.prefix());
                case StringMatch.Exact other -> other.exact().isEmpty() || !other.exact().startsWith(it.prefix());
                default -> true;
            };
            default -> true;
        };
    }
}
