package dev.sluice.resources.check;

/**
 * The form of header values that may hold command operators, {@code %NAME%} and {@code %NAME(argument)%}, as Envoy parses them: a literal percent sign is doubled, an
 * argument is a text or a JSON list of texts.
 */
final class HeaderValue {
    private enum Place {
        TEXT, NAME, ARGUMENTS, NEXT_STRING, STRING, AFTER_STRING, AFTER_LIST, AFTER_ARGUMENTS
    }

    private HeaderValue() {}

    /** What is wrong, or an empty text. */
    static String fault(String value) {
        Place place = Place.TEXT;
        for (int at = 0; at < value.length(); at++) {
            char c = value.charAt(at);
            switch (place) {
                case TEXT -> {
                    if (c != '%') continue;
                    if (at + 1 == value.length()) return "the value ends in a single %";
                    if (value.charAt(at + 1) == '%') {
                        at++;
                    } else {
                        place = Place.NAME;
                    }
                }
                case NAME -> place = c == '%' ? Place.TEXT : c == '(' ? Place.ARGUMENTS : Place.NAME;
                case ARGUMENTS -> place = c == '[' ? Place.NEXT_STRING : c == ' ' ? Place.ARGUMENTS : Place.STRING;
                case NEXT_STRING -> {
                    if (c == '"') {
                        place = Place.STRING;
                    } else if (c != ' ') {
                        return "a quote is missing in the argument list of a command operator";
                    }
                }
                case STRING -> {
                    if (c == '\\') {
                        if (at + 1 == value.length()) return "the value ends in a backslash";
                        at++;
                    } else if (c == ')') {
                        place = Place.AFTER_ARGUMENTS;
                    } else if (c == '"') {
                        place = Place.AFTER_STRING;
                    }
                }
                case AFTER_STRING -> {
                    if (c == ',') {
                        place = Place.NEXT_STRING;
                    } else if (c == ']') {
                        place = Place.AFTER_LIST;
                    } else if (c != ' ') {
                        return "a comma or ']' is missing in the argument list of a command operator";
                    }
                }
                case AFTER_LIST -> {
                    if (c == ')') {
                        place = Place.AFTER_ARGUMENTS;
                    } else if (c != ' ') {
                        return "a ')' is missing after the arguments of a command operator";
                    }
                }
                case AFTER_ARGUMENTS -> {
                    if (c == '%') {
                        place = Place.TEXT;
                    } else if (c != ' ') {
                        return "a % is missing after the arguments of a command operator";
                    }
                }
            }
        }
        return place == Place.TEXT ? "" : "a command operator that begins with % has no end";
    }
}
