package dev.sluice.resources.check;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Cuts a CEL expression into tokens (CEL specification, section Syntax). */
final class CelTokens {
    enum Kind {
        /** A name that is no keyword; reserved words among them, since fields may be called so. */
        NAME, LITERAL, SYMBOL, END
    }

    /**
     * One token.
     *
     * @param at where it begins, counted from 0
     */
    record Token(Kind kind, String text, int at) {
        boolean is(String symbol) {
            return kind == Kind.SYMBOL && text.equals(symbol);
        }

        @Override
        public String toString() {
            return kind == Kind.END ? "the end" : "'" + text + "'";
        }
    }

    /** What is wrong, and where. */
    static final class Fault extends Exception {
        private static final long serialVersionUID = 1;

        Fault(String what, int at) {
            super(what + " (column " + (at + 1) + ")", null, false, false);
        }
    }

    private static final List<String> SYMBOLS = List.of("&&", "||", "<=", ">=", "==", "!=", "<", ">", "+", "-", "*", "/", "%", "!", "?",
            ":", ".", ",", "(",
            ")", "[", "]", "{", "}");
    private static final Set<String> LITERAL_WORDS = Set.of("true", "false", "null");
    private static final String SIMPLE_ESCAPES = "abfnrtv?\"'`\\";

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private CelTokens(String text) {
        this.text = text;
    }

    /** Ends with a token of the kind {@link Kind#END}. */
    static List<Token> of(String text) throws Fault {
        var tokens = new CelTokens(text);
        while (tokens.skipBlank()) tokens.next();
        tokens.tokens.add(new Token(Kind.END, "", text.length()));
        return tokens.tokens;
    }

    private boolean skipBlank() {
        while (at < text.length()) {
            if (text.startsWith("//", at)) {
                int end = text.indexOf('\n', at);
                at = end < 0 ? text.length() : end;
            } else if (" \t\n\f\r".indexOf(text.charAt(at)) >= 0) {
                at++;
            } else {
                return true;
            }
        }
        return false;
    }

    private void next() throws Fault {
        int start = at;
        char c = text.charAt(at);
        int quote = quoteAfterPrefix();
        if (quote >= 0) {
            boolean raw = text.substring(at, quote).toLowerCase(java.util.Locale.ROOT).contains("r");
            at = quote;
            string(raw);
            add(Kind.LITERAL, start);
        } else if (isLetter(c)) {
            while (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at)))) at++;
            String word = text.substring(start, at);
            add(LITERAL_WORDS.contains(word) ? Kind.LITERAL : word.equals("in") ? Kind.SYMBOL : Kind.NAME, start);
        } else if (isDigit(c) || c == '.' && at + 1 < text.length() && isDigit(text.charAt(at + 1)) && !endsMember()) {
            number();
            add(Kind.LITERAL, start);
        } else {
            symbol();
        }
    }

    private void symbol() throws Fault {
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, at)) {
                at += symbol.length();
                tokens.add(new Token(Kind.SYMBOL, symbol, at - symbol.length()));
                return;
            }
        }
        String odd = new String(Character.toChars(text.codePointAt(at)));
        throw new Fault("'" + odd + "' has no meaning here", at);
    }

    private void add(Kind kind, int start) {
        tokens.add(new Token(kind, text.substring(start, at), start));
    }

    /** After a name or a closing bracket a point selects a field; it begins no number. */
    private boolean endsMember() {
        if (tokens.isEmpty()) return false;
        Token last = tokens.getLast();
        return last.kind() == Kind.NAME || last.is(")") || last.is("]") || last.is("}");
    }

    /** Where the quote of a string begins here, after {@code r}, {@code b} or {@code br}; -1 if none does. */
    private int quoteAfterPrefix() {
        int here = at;
        if (here < text.length() && "bB".indexOf(text.charAt(here)) >= 0) here++;
        if (here < text.length() && "rR".indexOf(text.charAt(here)) >= 0) here++;
        return here < text.length() && "\"'".indexOf(text.charAt(here)) >= 0 ? here : -1;
    }

    private void string(boolean raw) throws Fault {
        int start = at;
        String quote = text.substring(at, at + 1);
        boolean isLong = text.startsWith(quote.repeat(3), at);
        if (isLong) quote = quote.repeat(3);
        at += quote.length();
        while (at < text.length() && !text.startsWith(quote, at)) {
            char c = text.charAt(at);
            if (!isLong && (c == '\n' || c == '\r')) break;
            if (c == '\\' && !raw) escape();
            else
                at++;
        }
        if (!text.startsWith(quote, at)) throw new Fault("the quote " + quote + " is not closed", start);
        at += quote.length();
    }

    private void escape() throws Fault {
        int start = at;
        char c = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        at += 2;
        boolean good = switch (c) {
            case 'x', 'X' -> digits(2, 16);
            case 'u' -> digits(4, 16);
            case 'U' -> digits(8, 16);
            case '0', '1', '2', '3' -> digits(2, 8);
            default -> SIMPLE_ESCAPES.indexOf(c) >= 0;
        };
        if (!good) throw new Fault("'\\" + c + "' is no escape", start);
    }

    private boolean digits(int count, int radix) {
        for (int i = 0; i < count; i++, at++) {
            if (at >= text.length() || Character.digit(text.charAt(at), radix) < 0) return false;
        }
        return true;
    }

    private void number() throws Fault {
        int start = at;
        if (text.startsWith("0x", at) || text.startsWith("0X", at)) {
            at += 2;
            int first = at;
            while (at < text.length() && Character.digit(text.charAt(at), 16) >= 0) at++;
            if (at == first) throw new Fault("'0x' has no digits", start);
            unsigned();
        } else {
            decimal();
        }
        if (at < text.length() && (isLetter(text.charAt(at)) || isDigit(text.charAt(at))))
            throw new Fault("'" + text.substring(start, at + 1) + "' is no number", start);
    }

    private void decimal() {
        decimals();
        boolean fraction = at + 1 < text.length() && text.charAt(at) == '.' && isDigit(text.charAt(at + 1));
        if (fraction) {
            at++;
            decimals();
        }
        int beforeExponent = at;
        if (at < text.length() && "eE".indexOf(text.charAt(at)) >= 0) {
            at++;
            if (at < text.length() && "+-".indexOf(text.charAt(at)) >= 0) at++;
            int first = at;
            decimals();
            if (at == first) at = beforeExponent;
        } else if (!fraction) {
            unsigned();
        }
    }

    private void decimals() {
        while (at < text.length() && isDigit(text.charAt(at))) at++;
    }

    private void unsigned() {
        if (at < text.length() && "uU".indexOf(text.charAt(at)) >= 0) at++;
    }

    private static boolean isLetter(char c) {
        return c == '_' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
