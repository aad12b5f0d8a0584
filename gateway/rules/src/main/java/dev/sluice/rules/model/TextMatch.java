package dev.sluice.rules.model;

import com.google.re2j.Pattern;
import java.util.Locale;

/** A compiled text matcher. */
public sealed interface TextMatch {
    boolean matches(String value);

    record Exact(String text) implements TextMatch {
        @Override
        public boolean matches(String value) {
            return value.equals(text);
        }
    }

    record ExactIgnoreCase(String text) implements TextMatch {
        @Override
        public boolean matches(String value) {
            return value.equalsIgnoreCase(text);
        }
    }

    record Prefix(String text) implements TextMatch {
        @Override
        public boolean matches(String value) {
            return value.startsWith(text);
        }
    }

    record PrefixIgnoreCase(String text) implements TextMatch {
        @Override
        public boolean matches(String value) {
            return value.regionMatches(true, 0, text, 0, text.length());
        }
    }

    /** The whole value; RE2, linear time. */
    record Regex(Pattern pattern) implements TextMatch {
        @Override
        public boolean matches(String value) {
            return pattern.matches(value);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Regex that && pattern.pattern().equals(that.pattern.pattern());
        }

        @Override
        public int hashCode() {
            return pattern.pattern().hashCode();
        }
    }

    /** Any value, as long as there is one. */
    record Present() implements TextMatch {
        @Override
        public boolean matches(String value) {
            return true;
        }
    }

    /** For explain: {@code exact "x"}. */
    default String describe() {
        return switch (this) {
            case Exact m -> "exact \"" + m.text() + "\"";
            case ExactIgnoreCase m -> "exact \"" + m.text() + "\", any case";
            case Prefix m -> "prefix \"" + m.text() + "\"";
            case PrefixIgnoreCase m -> "prefix \"" + m.text().toLowerCase(Locale.ROOT) + "\", any case";
            case Regex m -> "regex \"" + m.pattern().pattern() + "\"";
            case Present m -> "present";
        };
    }
}
