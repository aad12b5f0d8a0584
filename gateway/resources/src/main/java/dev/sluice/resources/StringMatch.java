package dev.sluice.resources;

import dev.sluice.resources.schema.Doc;

/** How a text is matched. Exactly one form; {@link Present} is the empty object, which asks only that the value exists. */
@Doc("How a text is matched: exact, prefix or regex, at most one of them.")
public sealed interface StringMatch {
    record Exact(@Doc("The whole text.") String exact) implements StringMatch {}

    record Prefix(@Doc("How the text begins.") String prefix) implements StringMatch {}

    /** RE2 over the whole value. The text is kept as written; the compiler makes the pattern. */
    record Regex(@Doc("RE2 expression that matches the whole text.") String regex) implements StringMatch {}

    record Present() implements StringMatch {}
}
