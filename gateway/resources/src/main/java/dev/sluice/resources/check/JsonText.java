package dev.sluice.resources.check;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON (RFC 8259) that stands inside a field: objects as maps, arrays as lists, strings, numbers as texts, booleans. */
final class JsonText {
    private static final int DEEPEST = 16;
    private static final Object NULL = new Object();

    private final String text;
    private int at;

    private static final class Malformed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Malformed() {
            super(null, null, false, false);
        }
    }

    private JsonText(String text) {
        this.text = text;
    }

    /** Null if the text is not JSON. */
    static @Nullable Object parse(String text) {
        var parser = new JsonText(text);
        try {
            Object value = parser.value(0);
            parser.blanks();
            return parser.at == text.length() ? value : null;
        } catch (Malformed notJson) {
            return null;
        }
    }

    private Object value(int depth) {
        if (depth > DEEPEST) throw new Malformed();
        blanks();
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", NULL);
            default -> number();
        };
    }

    private Map<String, Object> object(int depth) {
        var members = new LinkedHashMap<String, Object>();
        at++;
        blanks();
        if (take('}')) return members;
        do {
            blanks();
            String name = string();
            blanks();
            expect(':');
            members.put(name, value(depth + 1));
            blanks();
        } while (take(','));
        expect('}');
        return members;
    }

    private List<Object> array(int depth) {
        var items = new ArrayList<Object>();
        at++;
        blanks();
        if (take(']')) return items;
        do {
            items.add(value(depth + 1));
            blanks();
        } while (take(','));
        expect(']');
        return items;
    }

    private String string() {
        expect('"');
        var out = new StringBuilder();
        for (char c = next(); c != '"'; c = next()) {
            if (c < ' ') throw new Malformed();
            out.append(c == '\\' ? escape() : c);
        }
        return out.toString();
    }

    private char escape() {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw new Malformed();
        };
    }

    private char unicode() {
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(next(), 16);
            if (digit < 0) throw new Malformed();
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private Object number() {
        int start = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) at++;
        if (start == at) throw new Malformed();
        return text.substring(start, at);
    }

    private Object word(String word, Object meaning) {
        if (!text.startsWith(word, at)) throw new Malformed();
        at += word.length();
        return meaning;
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
    }

    private char peek() {
        if (at >= text.length()) throw new Malformed();
        return text.charAt(at);
    }

    private char next() {
        char c = peek();
        at++;
        return c;
    }

    private boolean take(char c) {
        boolean there = at < text.length() && text.charAt(at) == c;
        if (there) at++;
        return there;
    }

    private void expect(char c) {
        if (!take(c)) throw new Malformed();
    }
}
