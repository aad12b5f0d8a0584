package dev.sluice.app.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.TreeMap;

/**
 * Notes on an object what was applied, as {@code kubectl apply} does and expects (kubectl's annotation of that name): without it the first apply over an
 * imported object warns, and cannot tell what was left out since. The text is the one that kubectl writes, byte by byte, so that an apply of the same file
 * changes nothing: names in order, no spaces, escapes and numbers as Go's encoding/json has them, a line feed at the end.
 */
public final class LastApplied {
    private static final String NAME = "kubectl.kubernetes.io/last-applied-configuration";

    private LastApplied() {}

    /** {@code tree} with the note; a Secret without, as the note would repeat what is secret. */
    public static ObjectNode noted(ObjectNode tree) {
        if (tree.path("kind").asText().equals("Secret")) return tree;
        ObjectNode applied = tree.deepCopy();
        annotations(applied).remove(NAME);
        var text = new StringBuilder();
        write(applied, text);
        ObjectNode noted = tree.deepCopy();
        annotations(noted).put(NAME, text.append('\n').toString());
        return noted;
    }

    private static ObjectNode annotations(ObjectNode tree) {
        return tree.withObject("/metadata").withObject("/annotations");
    }

    private static void write(JsonNode value, StringBuilder to) {
        switch (value.getNodeType()) {
            case OBJECT -> {
                var sorted = new TreeMap<String, JsonNode>();
                value.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
                char before = '{';
                for (var field : sorted.entrySet()) {
                    quoted(field.getKey(), to.append(before));
                    write(field.getValue(), to.append(':'));
                    before = ',';
                }
                to.append(sorted.isEmpty() ? "{}" : "}");
            }
            case ARRAY -> {
                char before = '[';
                for (JsonNode item : value) {
                    write(item, to.append(before));
                    before = ',';
                }
                to.append(value.isEmpty() ? "[]" : "]");
            }
            case NUMBER -> to.append(value.isIntegralNumber() ? value.asText() : number(value.decimalValue()));
            case STRING -> quoted(value.textValue(), to);
            case BOOLEAN -> to.append(value.booleanValue());
            case BINARY, MISSING, NULL, POJO -> to.append("null");
        }
    }

    /** Plain between 1e-6 and 1e21, else with an exponent. */
    private static String number(BigDecimal value) {
        BigDecimal digits = value.stripTrailingZeros();
        if (digits.signum() == 0) return "0";
        int exponent = digits.precision() - digits.scale() - 1;
        if (exponent >= -6 && exponent < 21) return digits.toPlainString();
        BigDecimal mantissa = digits.movePointLeft(exponent).stripTrailingZeros();
        String power = Integer.toString(Math.abs(exponent));
        return mantissa.toPlainString() + 'e' + (exponent < 0 ? '-' : '+') + (exponent > 0 && power.length() == 1 ? "0" : "") + power;
    }

    private static void quoted(String text, StringBuilder to) {
        to.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"', '\\' -> to.append('\\').append(c);
                case '\n' -> to.append("\\n");
                case '\r' -> to.append("\\r");
                case '\t' -> to.append("\\t");
                case '<', '>', '&', '\u2028', '\u2029' -> to.append(String.format("\\u%04x", (int) c));
                default -> {
                    if (c < 0x20) to.append(String.format("\\u%04x", (int) c));
                    else
                        to.append(c);
                }
            }
        }
        to.append('"');
    }
}
