package dev.sluice.resources;

/** How a text is matched. Exactly one form; {@link Present} is the empty object, which asks only that the value exists. */
public sealed interface StringMatch {
    record Exact(String exact) implements StringMatch {}

    record Prefix(String prefix) implements StringMatch {}

    /** RE2 over the whole value. The text is kept as written; the compiler makes the pattern. */
    record Regex(String regex) implements StringMatch {}

    record Present() implements StringMatch {}
}
