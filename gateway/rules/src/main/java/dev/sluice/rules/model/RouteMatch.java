package dev.sluice.rules.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The conditions of one route; all must hold. A null matcher holds always.
 *
 * @param path against the normalised path without query
 * @param authority against the raw Host with its port (RX-36)
 */
public record RouteMatch(@Nullable TextMatch path, @Nullable TextMatch method, @Nullable TextMatch scheme, @Nullable TextMatch authority, List<HeaderMatch> headers, List<QueryMatch> query) {
    public static final RouteMatch ALL = new RouteMatch(null, null, null, null, List.of(), List.of());

    public RouteMatch {
        headers = List.copyOf(headers);
        query = List.copyOf(query);
    }

    /**
     * @param name lower case; pseudo-headers allowed
     * @param inverted must not match; an absent header is then matched as the empty string, except by {@link TextMatch.Present} (RX-34)
     */
    public record HeaderMatch(String name, TextMatch match, boolean inverted) {}

    /** On the first value of the parameter. */
    public record QueryMatch(String name, TextMatch match) {}
}
