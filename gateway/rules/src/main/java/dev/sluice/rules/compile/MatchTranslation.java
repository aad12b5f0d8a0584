package dev.sluice.rules.compile;

import com.google.re2j.Pattern;
import dev.sluice.resources.StringMatch;
import dev.sluice.resources.VirtualService.HttpMatch;
import dev.sluice.rules.model.RouteMatch;
import dev.sluice.rules.model.RouteMatch.HeaderMatch;
import dev.sluice.rules.model.RouteMatch.QueryMatch;
import dev.sluice.rules.model.TextMatch;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Conditions of a VirtualService as the model's (RX-32 to RX-36). A regex that RE2 does not take throws {@link com.google.re2j.PatternSyntaxException}. */
final class MatchTranslation {
    private MatchTranslation() {}

    static RouteMatch of(@Nullable HttpMatch match) {
        if (match == null) return RouteMatch.ALL;
        var headers = new ArrayList<HeaderMatch>();
        addHeaders(headers, match.headers(), false);
        addHeaders(headers, match.withoutHeaders(), true);
        var query = new ArrayList<QueryMatch>();
        new TreeMap<>(match.queryParams()).forEach((name, wanted) -> query.add(new QueryMatch(name, text(wanted))));
        return new RouteMatch(path(match.uri(), match.ignoreUriCase()), textOrNull(match.method()), textOrNull(match.scheme()),
                textOrNull(match.authority()),
                headers, query);
    }

    private static void addHeaders(ArrayList<HeaderMatch> all, Map<String, StringMatch> headers, boolean inverted) {
        new TreeMap<>(headers).forEach((name, wanted) -> all
                .add(new HeaderMatch(name.startsWith("@") ? name : name.toLowerCase(Locale.ROOT), text(wanted), inverted)));
    }

    private static @Nullable TextMatch path(@Nullable StringMatch uri, boolean anyCase) {
        return switch (uri) {
            case null -> null;
            case StringMatch.Exact it -> anyCase ? new TextMatch.ExactIgnoreCase(it.exact()) : new TextMatch.Exact(it.exact());
            case StringMatch.Prefix it -> anyCase ? new TextMatch.PrefixIgnoreCase(it.prefix()) : new TextMatch.Prefix(it.prefix());
            case StringMatch.Regex it -> new TextMatch.Regex(Pattern.compile(it.regex()));
            // Istio leaves its own default in place: any path.
            case StringMatch.Present it -> null;
        };
    }

    private static @Nullable TextMatch textOrNull(@Nullable StringMatch match) {
        return match == null ? null : text(match);
    }

    static TextMatch text(StringMatch match) {
        return switch (match) {
            case StringMatch.Exact it -> new TextMatch.Exact(it.exact());
            case StringMatch.Prefix it -> new TextMatch.Prefix(it.prefix());
            case StringMatch.Regex it when it.regex().equals("*") -> new TextMatch.Present();
            case StringMatch.Regex it -> new TextMatch.Regex(Pattern.compile(it.regex()));
            case StringMatch.Present it -> new TextMatch.Present();
        };
    }

    /** What takes every request of its host: Istio moves it behind all others (RX-22). */
    static boolean isCatchAll(RouteMatch match) {
        boolean anyPath = switch (match.path()) {
            case null -> true;
            case TextMatch.Prefix it -> it.text().equals("/");
            case TextMatch.PrefixIgnoreCase it -> it.text().equals("/");
            case TextMatch.Regex it -> it.pattern().pattern().equals(".*");
            default -> false;
        };
        return anyPath && match.method() == null && match.scheme() == null && match.authority() == null && match.headers().isEmpty()
                && match.query().isEmpty();
    }
}
