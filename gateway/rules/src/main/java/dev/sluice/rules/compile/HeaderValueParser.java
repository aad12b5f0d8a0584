package dev.sluice.rules.compile;

import dev.sluice.rules.model.HeaderValue;
import java.util.ArrayList;
import java.util.Locale;

/** Reads Envoy's command operators in configured header values: {@code %%}, {@code %REQ(name?other):length%}, {@code %ATTRIBUTE%}. */
final class HeaderValueParser {
    private HeaderValueParser() {}

    /** A value whose percent signs do not pair is taken as it is. */
    static HeaderValue parse(String text) {
        if (text.indexOf('%') < 0) return new HeaderValue.Literal(text);
        var parts = new ArrayList<HeaderValue>();
        var literal = new StringBuilder();
        for (int at = 0; at < text.length();) {
            char c = text.charAt(at);
            if (c != '%') {
                literal.append(c);
                at++;
                continue;
            }
            int end = text.indexOf('%', at + 1);
            if (end < 0) return new HeaderValue.Literal(text);
            if (end == at + 1) {
                literal.append('%');
            } else {
                flush(literal, parts);
                parts.add(operator(text.substring(at + 1, end)));
            }
            at = end + 1;
        }
        flush(literal, parts);
        return parts.size() == 1 ? parts.getFirst() : new HeaderValue.Parts(parts);
    }

    private static void flush(StringBuilder literal, ArrayList<HeaderValue> parts) {
        if (literal.isEmpty()) return;
        parts.add(new HeaderValue.Literal(literal.toString()));
        literal.setLength(0);
    }

    private static HeaderValue operator(String text) {
        if (!text.startsWith("REQ(")) return new HeaderValue.Attribute(text);
        int close = text.indexOf(')');
        if (close < 0) return new HeaderValue.Attribute(text);
        String[] names = text.substring(4, close).toLowerCase(Locale.ROOT).split("\\?", 2);
        int length = Integer.MAX_VALUE;
        if (text.startsWith(":", close + 1)) {
            try {
                length = Integer.parseInt(text.substring(close + 2));
            } catch (NumberFormatException notANumber) {
                return new HeaderValue.Attribute(text);
            }
        }
        return new HeaderValue.RequestHeader(names[0], names.length > 1 ? names[1] : "", length);
    }
}
