package dev.sluice.reader;

import java.util.regex.Pattern;

/** Kubernetes' rules for names and labels (RFC 1123, RFC 1035; apimachinery's validation). Each answers what is wrong, or an empty text. */
final class NameRules {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9](?:[-a-z0-9]*[a-z0-9])?");
    private static final Pattern LABEL_1035 = Pattern.compile("[a-z](?:[-a-z0-9]*[a-z0-9])?");
    private static final Pattern QUALIFIED = Pattern.compile("[A-Za-z0-9](?:[-A-Za-z0-9_.]*[A-Za-z0-9])?");
    private static final int LABEL_MAX = 63;
    private static final int SUBDOMAIN_MAX = 253;

    private NameRules() {}

    /** A name of most kinds: labels joined by dots. */
    static String subdomain(String name) {
        if (name.length() > SUBDOMAIN_MAX) return "has more than " + SUBDOMAIN_MAX + " characters";
        for (String label : name.split("\\.", -1)) {
            if (!LABEL.matcher(label).matches())
                return "is not a lower-case DNS name (letters a-z, digits, '-' and '.', each part beginning and ending with a letter or digit)";
        }
        return "";
    }

    /** A namespace. */
    static String label(String name) {
        if (name.length() > LABEL_MAX) return "has more than " + LABEL_MAX + " characters";
        return LABEL.matcher(name).matches()
                ? ""
                : "is not a lower-case DNS label (letters a-z, digits and '-', beginning and ending with a letter or digit)";
    }

    /** A Service. */
    static String label1035(String name) {
        if (name.length() > LABEL_MAX) return "has more than " + LABEL_MAX + " characters";
        return LABEL_1035.matcher(name).matches() ? "" : "is not a DNS label that begins with a letter (a-z, digits and '-')";
    }

    /** The key of a label or annotation. */
    static String labelKey(String key) {
        int slash = key.indexOf('/');
        String prefix = slash < 0 ? "" : key.substring(0, slash);
        String name = key.substring(slash + 1);
        if (slash >= 0 && !subdomain(prefix).isEmpty()) return "has a prefix that " + subdomain(prefix);
        if (name.length() > LABEL_MAX) return "has a name part of more than " + LABEL_MAX + " characters";
        return QUALIFIED.matcher(name).matches()
                ? ""
                : "is not a qualified name (letters, digits, '-', '_' and '.', beginning and ending with a letter or digit)";
    }

    static String labelValue(String value) {
        if (value.length() > LABEL_MAX) return "has more than " + LABEL_MAX + " characters";
        return value.isEmpty() || QUALIFIED.matcher(value).matches()
                ? ""
                : "is not a label value (letters, digits, '-', '_' and '.', beginning and ending with a letter or digit)";
    }
}
