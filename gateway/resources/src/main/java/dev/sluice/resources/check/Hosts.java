package dev.sluice.resources.check;

/** How host patterns relate; a pattern begins with a star or names one host. */
final class Hosts {
    private Hosts() {}

    /** Whether some host is of both. */
    static boolean overlap(String left, String right) {
        boolean leftWild = left.startsWith("*");
        boolean rightWild = right.startsWith("*");
        if (leftWild && rightWild) return left.endsWith(right.substring(1)) || right.endsWith(left.substring(1));
        if (leftWild) return right.endsWith(left.substring(1));
        return rightWild ? left.endsWith(right.substring(1)) : left.equals(right);
    }

    /** Whether every host of {@code inner} is one of {@code outer}. */
    static boolean covers(String outer, String inner) {
        if (!outer.startsWith("*")) return outer.equals(inner);
        String suffix = outer.substring(1);
        if (inner.startsWith("*")) return inner.length() >= outer.length() && inner.endsWith(suffix);
        return inner.endsWith(suffix);
    }
}
