package dev.sluice.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Writes trees as texts that {@link ResourceReader} reads back to equal trees. */
public final class TreeWriter {
    private static final Pattern PLAIN = Pattern
            .compile("[A-Za-z0-9_./*~@+][-A-Za-z0-9_./*~@+=%$()<>^;]*(?: [-A-Za-z0-9_./*~@+=%$()<>^;]+)*");
    private static final Pattern BLOCK = Pattern.compile("[\\x20-\\x7E\\xA0-\\uD7FF\\n]*");

    private TreeWriter() {}

    /** A YAML document in block style, fields in the tree's order, ending with a line feed. */
    public static String yaml(JsonNode tree) {
        var out = new StringBuilder();
        if (isBlock(tree)) {
            block(out, tree, 0);
        } else {
            inline(out, tree, 0);
        }
        return out.toString();
    }

    /** YAML documents separated by {@code ---}. */
    public static String yaml(List<? extends JsonNode> trees) {
        return String.join("---\n", trees.stream().map(TreeWriter::yaml).toList());
    }

    /** JSON without blanks, fields in the tree's order. */
    public static String json(JsonNode tree) {
        return tree.toString();
    }

    /** JSON that is the same for equal trees: no blanks, fields sorted by UTF-16 code units, whole numbers without a fraction. */
    public static String canonicalJson(JsonNode tree) {
        return canonical(tree).toString();
    }

    private static JsonNode canonical(JsonNode node) {
        if (node.isObject()) {
            var sorted = new TreeMap<String, JsonNode>();
            node.properties().forEach(entry -> sorted.put(entry.getKey(), canonical(entry.getValue())));
            ObjectNode object = JsonNodeFactory.instance.objectNode();
            sorted.forEach(object::set);
            return object;
        }
        if (node.isArray()) {
            var items = new ArrayList<JsonNode>();
            node.forEach(item -> items.add(canonical(item)));
            return JsonNodeFactory.instance.arrayNode().addAll(items);
        }
        boolean whole = node.isFloatingPointNumber() && node.doubleValue() == Math.rint(node.doubleValue())
                && Math.abs(node.doubleValue()) < 1L << 53;
        return whole ? JsonNodeFactory.instance.numberNode(node.longValue()) : node;
    }

    private static boolean isBlock(JsonNode node) {
        return node.isContainerNode() && !node.isEmpty();
    }

    private static void block(StringBuilder out, JsonNode node, int depth) {
        if (node.isObject()) {
            boolean first = true;
            for (Map.Entry<String, JsonNode> entry : node.properties()) {
                if (!first) indent(out, depth);
                first = false;
                out.append(scalar(TextNode.valueOf(entry.getKey()))).append(':');
                value(out, entry.getValue(), depth);
            }
            return;
        }
        Iterator<JsonNode> items = node.elements();
        boolean first = true;
        while (items.hasNext()) {
            if (!first) indent(out, depth);
            first = false;
            JsonNode item = items.next();
            out.append("- ");
            if (isBlock(item)) {
                block(out, item, depth + 1);
            } else {
                inline(out, item, depth + 1);
            }
        }
    }

    /** Lists stand at the depth of their field, as kubectl writes them. */
    private static void value(StringBuilder out, JsonNode value, int depth) {
        if (!isBlock(value)) {
            out.append(' ');
            inline(out, value, depth + 1);
            return;
        }
        int below = value.isArray() ? depth : depth + 1;
        out.append('\n');
        indent(out, below);
        block(out, value, below);
    }

    private static void inline(StringBuilder out, JsonNode value, int depth) {
        if (value.isTextual() && isLiteral(value.textValue())) {
            literal(out, value.textValue(), depth);
        } else {
            out.append(value.isContainerNode() ? value.toString() : scalar(value)).append('\n');
        }
    }

    /** Whether the text reads better over several lines, and a literal block keeps it exactly. */
    private static boolean isLiteral(String text) {
        return text.indexOf('\n') > 0 && BLOCK.matcher(text).matches() && text.charAt(0) != ' ' && !text.endsWith("\n\n");
    }

    private static void literal(StringBuilder out, String text, int depth) {
        boolean ends = text.endsWith("\n");
        out.append(ends ? "|" : "|-").append('\n');
        for (String line : (ends ? text.substring(0, text.length() - 1) : text).split("\n", -1)) {
            if (!line.isEmpty()) {
                indent(out, Math.max(depth, 1));
                out.append(line);
            }
            out.append('\n');
        }
    }

    private static String scalar(JsonNode value) {
        if (!value.isTextual()) return value.toString();
        String text = value.textValue();
        boolean plain = PLAIN.matcher(text).matches() && YamlScalar.resolve(text).isTextual() && !text.startsWith("*")
                && !text.startsWith("@") && !text.startsWith("%")
                && !text.equals("<<") && !text.startsWith("...");
        return plain ? text : quoted(value);
    }

    /** JSON's form, which is YAML's double-quoted form, too, once what YAML takes for line breaks or refuses is written as escapes. */
    private static String quoted(JsonNode text) {
        String json = text.toString();
        var out = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            boolean special = (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029 || c == 0xFEFF || c >= 0xFFFE;
            out.append(special ? String.format("\\u%04X", (int) c) : String.valueOf(c));
        }
        return out.toString();
    }

    private static void indent(StringBuilder out, int depth) {
        out.append("  ".repeat(depth));
    }
}
