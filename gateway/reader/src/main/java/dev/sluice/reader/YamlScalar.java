package dev.sluice.reader;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BigIntegerNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigInteger;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What an unquoted YAML word means, as Kubernetes' tools read it (YAML 1.1 as in go-yaml v2): {@code yes}, {@code on} and their like are booleans,
 * {@code 0x1f} and {@code 017} are numbers, a date is a text.
 */
final class YamlScalar {
    private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");
    private static final Set<String> TRUE = Set.of("true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y");
    private static final Set<String> FALSE = Set.of("false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N");
    private static final Pattern DECIMAL = Pattern.compile("[-+]?(?:\\.[0-9]+|[0-9]+(?:\\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?");
    private static final int LONGEST_NUMBER = 64;

    private YamlScalar() {}

    static JsonNode resolve(String word) {
        if (NULLS.contains(word)) return NullNode.getInstance();
        if (TRUE.contains(word)) return BooleanNode.TRUE;
        if (FALSE.contains(word)) return BooleanNode.FALSE;
        JsonNode number = number(word);
        return number != null ? number : TextNode.valueOf(word);
    }

    static @Nullable JsonNode number(String word) {
        if (word.isEmpty() || word.length() > LONGEST_NUMBER) return null;
        char first = word.charAt(0);
        if (!(first >= '0' && first <= '9') && first != '-' && first != '+' && first != '.') return null;
        String plain = word.replace("_", "");
        JsonNode whole = whole(plain);
        if (whole != null) return whole;
        if (!DECIMAL.matcher(plain).matches()) return null;
        double value = Double.parseDouble(plain);
        return Double.isInfinite(value) ? null : DoubleNode.valueOf(value);
    }

    private static @Nullable JsonNode whole(String text) {
        boolean negative = text.startsWith("-");
        String digits = negative || text.startsWith("+") ? text.substring(1) : text;
        int radix = 10;
        if (digits.length() > 2 && digits.charAt(0) == '0' && "xXoObB".indexOf(digits.charAt(1)) >= 0) {
            radix = switch (digits.charAt(1)) {
                case 'x', 'X' -> 16;
                case 'o', 'O' -> 8;
                default -> 2;
            };
            digits = digits.substring(2);
        } else if (digits.length() > 1 && digits.charAt(0) == '0') {
            radix = 8;
        }
        if (digits.isEmpty()) return null;
        for (int i = 0; i < digits.length(); i++) {
            if (digits.charAt(i) > 'z' || Character.digit(digits.charAt(i), radix) < 0) return null;
        }
        var value = new BigInteger(digits, radix);
        return node(negative ? value.negate() : value);
    }

    private static JsonNode node(BigInteger value) {
        if (value.bitLength() < Integer.SIZE) return IntNode.valueOf(value.intValue());
        if (value.bitLength() < Long.SIZE) return LongNode.valueOf(value.longValue());
        return BigIntegerNode.valueOf(value);
    }
}
