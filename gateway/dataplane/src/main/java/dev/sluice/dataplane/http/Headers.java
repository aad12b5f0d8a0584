package dev.sluice.dataplane.http;

import org.jspecify.annotations.Nullable;

/**
 * Header fields in order, as bytes: names in lower case, values as received. One array holds all texts, so that unchanged fields are copied as slices
 * and a text becomes a String only when somebody asks. Not thread-safe: belongs to one exchange.
 */
public final class Headers {
    /** The values of {@code name} (lower case) in order, joined by a comma; null if there is none. */
    public @Nullable String get(String name) {
        throw new IllegalStateException("not built: " + name);
    }
}
