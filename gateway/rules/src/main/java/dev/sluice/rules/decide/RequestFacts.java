package dev.sluice.rules.decide;

import org.jspecify.annotations.Nullable;

/**
 * What a route may ask about a request. Implementations make a text only when it is asked for and may keep it; all methods are pure for the time of one
 * decision.
 */
public interface RequestFacts {
    String method();

    /** {@code http} or {@code https}, as the gateway judges it (RX-30). */
    String scheme();

    /** Host or :authority as sent, port included. */
    String authority();

    /** {@link #authority()} in lower case, without port and without a trailing dot. */
    String host();

    /** Normalised, without the query; starts with a slash, or is {@code *}. */
    String path();

    /** Raw, without the question mark; null if there is none. */
    @Nullable
    String query();

    /** The values of {@code name} (lower case) joined by commas in order (RX-33); null if there is none. */
    @Nullable
    String header(String name);
}
