package dev.sluice.rules.compile;

import dev.sluice.resources.VirtualService.CorsPolicy;
import dev.sluice.resources.VirtualService.UnmatchedPreflights;
import dev.sluice.rules.model.RoutePolicy.Cors;
import dev.sluice.rules.model.TextMatch;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cross-origin policies (RX-46). */
final class CorsPolicies {
    private CorsPolicies() {}

    static @Nullable Cors of(@Nullable CorsPolicy in) {
        if (in == null) return null;
        List<TextMatch> origins = in.allowOrigins().isEmpty()
                ? in.allowOrigin().stream().<TextMatch>map(TextMatch.Exact::new).toList()
                : in.allowOrigins().stream().map(MatchTranslation::text).toList();
        return new Cors(origins, joined(in.allowMethods()), joined(in.allowHeaders()), joined(in.exposeHeaders()),
                in.maxAge() == null ? null : Long.toString(in.maxAge().toSeconds()), Boolean.TRUE.equals(in.allowCredentials()),
                in.unmatchedPreflights() != UnmatchedPreflights.IGNORE);
    }

    private static @Nullable String joined(List<String> values) {
        return values.isEmpty() ? null : String.join(",", values);
    }
}
