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

    /** ASCII letters alike, others as they are. */
    record ExactIgnoreCase(String text) implements TextMatch {
        @Override
        public boolean matches(String value) {
            return value.length() == text.length() && TextMatch.startsWithAnyCase(value, text);
        }
    }

    record Prefix(String text) implements TextMatch {
        @Override
        public boolean matches(String value) {
            return value.startsWith(text);
        }
    }

    /** ASCII letters alike, others as they are. */
    record PrefixIgnoreCase(String text) implements TextMatch {
        @Override
        public boolean matches(String value) {
            return TextMatch.startsWithAnyCase(value, text);
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

    private static boolean startsWithAnyCase(String value, String text) {
        if (value.length() < text.length()) return false;
        for (int i = 0; i < text.length(); i++) {
            if (lower(value.charAt(i)) != lower(text.charAt(i))) return false;
        }
        return true;
    }

    private static char lower(char c) {
        return c >= 'A' && c <= 'Z' ? (char) (c + 32) : c;
    }
}
