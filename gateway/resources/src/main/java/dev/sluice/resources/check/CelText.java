package dev.sluice.resources.check;

import java.util.ArrayDeque;

/** The outermost form of CEL expressions: not empty, quotes closed, brackets in pairs. What stands between is not parsed. */
final class CelText {
    private CelText() {}

    /** What is wrong, or an empty text. */
    static String fault(String expression) {
        if (expression.isBlank()) return "it is empty";
        var open = new ArrayDeque<Character>();
        for (int at = 0; at < expression.length(); at++) {
            char c = expression.charAt(at);
            switch (c) {
                case '"', '\'' -> {
                    at = closing(expression, at, c);
                    if (at < 0) return "a quote is not closed";
                }
                case '(' -> open.push(')');
                case '[' -> open.push(']');
                case '{' -> open.push('}');
                case ')', ']', '}' -> {
                    if (open.isEmpty() || open.pop() != c) return "'" + c + "' closes nothing";
                }
                default -> {
                }
            }
        }
        return open.isEmpty() ? "" : "'" + open.peek() + "' is missing";
    }

    private static int closing(String text, int from, char quote) {
        for (int at = from + 1; at < text.length(); at++) {
            if (text.charAt(at) == '\\') {
                at++;
            } else if (text.charAt(at) == quote) {
                return at;
            }
        }
        return -1;
    }
}
