package dev.sluice.reader;

import com.fasterxml.jackson.databind.JsonNode;

/** How messages speak of a value that was found. */
final class ValueText {
    private static final int LONGEST = 60;
    private final boolean secretive;

    ValueText(boolean secretive) {
        this.secretive = secretive;
    }

    String of(JsonNode value) {
        if (value.isObject()) return "an object";
        if (value.isArray()) return "a list";
        if (value.isNull()) return "nothing (null)";
        if (secretive) return value.isTextual() ? "a text" : value.isNumber() ? "a number" : "a boolean";
        if (value.isTextual()) return "the text " + quote(value.textValue());
        return value.isNumber() ? "the number " + value.asText() : "the boolean " + value.asText();
    }

    String quote(String text) {
        if (secretive) return "the value";
        int end = text.length() <= LONGEST
                ? text.length()
                : text.offsetByCodePoints(0, Math.min(LONGEST, text.codePointCount(0, text.length())));
        return "'" + text.substring(0, end) + (end < text.length() ? "..." : "") + "'";
    }

    static String help(String expected, JsonNode found) {
        if (expected.startsWith("a text") && (found.isNumber() || found.isBoolean())) return "put it in quotes";
        if (expected.contains("number") && found.isTextual() && YamlScalar.number(found.textValue()) != null) return "remove the quotes";
        if (expected.startsWith("a boolean") && found.isTextual()) return "write true or false, without quotes";
        if (expected.startsWith("a list")) return "begin each entry with '- '";
        if (expected.startsWith("a duration") && found.isNumber()) return "add a unit, such as " + found.asText() + "s";
        if (expected.startsWith("an object") && found.isArray()) return "remove the '- ' in front of the fields";
        return "";
    }
}
