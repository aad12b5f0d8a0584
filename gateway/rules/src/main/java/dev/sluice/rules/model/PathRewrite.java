package dev.sluice.rules.model;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import org.jspecify.annotations.Nullable;

/** How a path (without its query) is rewritten. */
public sealed interface PathRewrite {
    /** The new path-and-query for {@code path} and {@code query} (the latter without {@code ?}, null if there is none). */
    String apply(String path, @Nullable String query);

    /** Replaces the first {@code matched} characters: plain string surgery, as Envoy's prefix_rewrite (RX-39). */
    record Prefix(int matched, String replacement) implements PathRewrite {
        @Override
        public String apply(String path, @Nullable String query) {
            return PathRewrite.join(replacement + path.substring(Math.min(matched, path.length())), query);
        }
    }

    /**
     * Replaces the whole path.
     *
     * @param dropQuery the request's query goes too: a redirect whose path brings a query of its own
     */
    record Full(String replacement, boolean dropQuery) implements PathRewrite {
        @Override
        public String apply(String path, @Nullable String query) {
            return dropQuery ? replacement : PathRewrite.join(replacement, query);
        }
    }

    /**
     * RE2 replace-all on the path. An empty match right behind a match is not replaced, as in RE2's GlobalReplace.
     *
     * @param replacement with {@code \\0} to {@code \\9} for groups and {@code \\\\} for a backslash
     */
    record Regex(Pattern pattern, String replacement) implements PathRewrite {
        @Override
        public String apply(String path, @Nullable String query) {
            var matcher = pattern.matcher(path);
            var out = new StringBuilder();
            int done = 0;
            int lastEnd = -1;
            while (matcher.find()) {
                if (matcher.end() == matcher.start() && matcher.start() == lastEnd) continue;
                out.append(path, done, matcher.start());
                expand(matcher, out);
                done = matcher.end();
                lastEnd = done;
            }
            out.append(path, done, path.length());
            // Envoy keeps the path where the rewrite would leave none.
            return PathRewrite.join(out.isEmpty() ? path : out.toString(), query);
        }

        private void expand(Matcher matcher, StringBuilder out) {
            for (int i = 0; i < replacement.length(); i++) {
                char c = replacement.charAt(i);
                if (c != '\\' || i + 1 == replacement.length()) {
                    out.append(c);
                    continue;
                }
                char next = replacement.charAt(++i);
                if (next < '0' || next > '9') {
                    out.append(next);
                } else if (next - '0' <= matcher.groupCount()) {
                    String group = matcher.group(next - '0');
                    if (group != null) out.append(group);
                }
            }
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Regex that && pattern.pattern().equals(that.pattern.pattern()) && replacement.equals(that.replacement);
        }

        @Override
        public int hashCode() {
            return pattern.pattern().hashCode() * 31 + replacement.hashCode();
        }
    }

    private static String join(String path, @Nullable String query) {
        return query == null ? path : path + "?" + query;
    }
}
