package dev.sluice.resources.check;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.resources.StringMatch;
import org.jspecify.annotations.Nullable;

/** Regular expressions and text matches. */
final class Expressions {
    private static final int LONGEST = 1024;

    private Expressions() {}

    /** RE2, of at most 1024 bytes as Istio bounds them. */
    static void regex(Findings findings, String field, String regex) {
        if (regex.isEmpty()) {
            findings.add(CheckCode.BAD_REGEX, field, "the expression is empty", "leave the match out to match everything");
        } else if (regex.length() > LONGEST) {
            findings.add(CheckCode.BAD_REGEX, field,
                    "the expression has " + regex.length() + " characters, at most " + LONGEST + " are allowed",
                    "split it over several matches");
        } else {
            try {
                Pattern.compile(regex);
            } catch (PatternSyntaxException wrong) {
                String star = regex.equals("*")
                        ? "to ask only that it is there write an empty match: {}; for any text write .*"
                        : "RE2 has no lookaround and no backreferences: github.com/google/re2/wiki/Syntax";
                findings.add(CheckCode.BAD_REGEX, field, "not an RE2 expression: " + wrong.getDescription(), star);
            }
        }
    }

    /** A match whose prefix must not be empty. */
    static void match(Findings findings, String field, @Nullable StringMatch match) {
        if (match instanceof StringMatch.Prefix prefix && prefix.prefix().isEmpty()) {
            findings.add(CheckCode.EMPTY_PREFIX, field + ".prefix", "the prefix is empty", "leave the match out to match everything");
        }
        regexOf(findings, field, match);
    }

    /** A match whose prefix may be empty: that of a path. */
    static void regexOf(Findings findings, String field, @Nullable StringMatch match) {
        if (match instanceof StringMatch.Regex regex) regex(findings, field + ".regex", regex.regex());
    }
}
