package dev.sluice.rules.model;

import com.google.re2j.Pattern;

/** How a path (without its query) is rewritten. */
public sealed interface PathRewrite {
    /** The new path-and-query for {@code path} and {@code query} (the latter without {@code ?}, null if there is none). */
    String apply(String path, @org.jspecify.annotations.Nullable String query);

    /** Replaces the first {@code matched} characters: plain string surgery, as Envoy's prefix_rewrite (RX-39). */
    record Prefix(int matched, String replacement) implements PathRewrite {
        @Override
        public String apply(String path, @org.jspecify.annotations.Nullable String query) {
            return PathRewrite.join(replacement + path.substring(Math.min(matched, path.length())), query);
        }
    }

    /** Replaces the whole path. A query in {@code replacement} takes the place of the request's. */
    record Full(String replacement) implements PathRewrite {
        @Override
        public String apply(String path, @org.jspecify.annotations.Nullable String query) {
            return replacement.indexOf('?') >= 0 ? replacement : PathRewrite.join(replacement, query);
        }
    }

    /** RE2 replace-all on the path; groups as re2j writes them ({@code $1}). */
    record Regex(Pattern pattern, String replacement) implements PathRewrite {
        @Override
        public String apply(String path, @org.jspecify.annotations.Nullable String query) {
            return PathRewrite.join(pattern.matcher(path).replaceAll(replacement), query);
        }
    }

    private static String join(String path, @org.jspecify.annotations.Nullable String query) {
        return query == null ? path : path + "?" + query;
    }
}
