package dev.sluice.resources.check;

import java.util.regex.Pattern;

/**
 * Istio's rules for names. Each method answers what is wrong with a name, or an empty text. Labels here may hold capitals: Istio's rule is wider than
 * Kubernetes' own.
 */
final class Names {
    private static final int LABEL_MAX = 63;
    private static final int NAME_MAX = 255;
    private static final String LABEL_TEXT = "[a-zA-Z0-9](?:[-a-zA-Z0-9]*[a-zA-Z0-9])?";
    private static final Pattern LABEL = Pattern.compile(LABEL_TEXT);
    private static final Pattern WILDCARD_LABEL = Pattern.compile("\\*|(?:\\*|\\*-)?" + LABEL_TEXT);
    private static final Pattern DIGITS = Pattern.compile("[-+]?[0-9]+");
    private static final Pattern KEY_PREFIX = Pattern.compile(LABEL_TEXT + "(?:\\." + LABEL_TEXT + ")*");
    private static final Pattern QUALIFIED = Pattern.compile("(?:[A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]");

    private Names() {}

    static boolean isLabel(String name) {
        return name.length() <= LABEL_MAX && LABEL.matcher(name).matches();
    }

    /** A fully qualified name; a dot at the end is allowed. */
    static String domain(String name) {
        String length = length(name);
        return length.isEmpty() ? labels(name) : length;
    }

    /** A name whose first label may be {@code *} or begin with it. */
    static String wildcardDomain(String name) {
        String length = length(name);
        if (!length.isEmpty()) return length;
        int dot = name.indexOf('.');
        String first = dot < 0 ? name : name.substring(0, dot);
        if (first.length() > LABEL_MAX || !WILDCARD_LABEL.matcher(first).matches()) return badLabel(first);
        return dot < 0 ? "" : labels(name.substring(dot + 1));
    }

    /** {@code *foo.com}: a star that is only part of its label. */
    static boolean isPartialWildcard(String name) {
        return name.indexOf('*') >= 0 && name.length() != 1 && !name.startsWith("*.");
    }

    static boolean isLabelKey(String key) {
        int slash = key.indexOf('/');
        String name = key.substring(slash + 1);
        if (slash >= 0 && (slash > 253 || !KEY_PREFIX.matcher(key.substring(0, slash)).matches())) return false;
        return name.length() <= LABEL_MAX && QUALIFIED.matcher(name).matches();
    }

    static boolean isLabelValue(String value) {
        return value.isEmpty() || QUALIFIED.matcher(value).matches();
    }

    private static String length(String name) {
        if (name.isEmpty()) return "is empty";
        return name.length() > NAME_MAX ? "has more than " + NAME_MAX + " characters" : "";
    }

    private static String labels(String domain) {
        String[] parts = domain.split("\\.", -1);
        String last = parts[parts.length - 1];
        if (DIGITS.matcher(last).matches()) return "is not a host name: its last label '" + last + "' is all digits";
        for (int i = 0; i < parts.length; i++) {
            if (i > 0 && i == parts.length - 1 && parts[i].isEmpty()) return "";
            if (!isLabel(parts[i])) return badLabel(parts[i]);
        }
        return "";
    }

    private static String badLabel(String label) {
        if (label.isEmpty()) return "is not a host name: a label is empty";
        if (label.indexOf('*') >= 0) return "is not a host name: a '*' may stand only at the beginning of the first label";
        return "is not a host name: '" + label
                + "' is not a label (letters, digits and '-', at most 63, beginning and ending with a letter or digit)";
    }
}
