package dev.sluice.dataplane.http;

/** The syntax of {@code Host} and {@code :authority} (RFC 9110 section 7.2), narrowed to what names a host: no userinfo, no list, no sub-delims. */
public final class Authority {
    private Authority() {}

    /** A name, IPv4 or bracketed IPv6 address, with a port of 1..65535 or without one. */
    public static boolean isValid(CharSequence text) {
        int length = text.length();
        if (length == 0 || length > 255 + 6) return false;
        int end = text.charAt(0) == '[' ? endOfIpv6(text) : endOfName(text);
        if (end <= 0) return false;
        return end == length || text.charAt(end) == ':' && isPort(text, end + 1);
    }

    /** {@code authority} is valid: in lower case, without port, without a trailing dot; brackets of IPv6 stay. */
    public static String host(String authority) {
        int end = portColon(authority);
        if (end < 0) end = authority.length();
        if (end > 1 && authority.charAt(end - 1) == '.') end--;
        for (int i = 0; i < end; i++) {
            char one = authority.charAt(i);
            if (one >= 'A' && one <= 'Z') return lower(authority, end);
        }
        return end == authority.length() ? authority : authority.substring(0, end);
    }

    /** The place of the colon before the port; -1 without a port. */
    public static int portColon(String authority) {
        int colon = authority.lastIndexOf(':');
        return colon > authority.lastIndexOf(']') ? colon : -1;
    }

    private static String lower(String text, int end) {
        var lower = new StringBuilder(end);
        for (int i = 0; i < end; i++) {
            char one = text.charAt(i);
            lower.append(one >= 'A' && one <= 'Z' ? (char) (one + 32) : one);
        }
        return lower.toString();
    }

    private static int endOfIpv6(CharSequence text) {
        int colons = 0;
        for (int i = 1; i < text.length(); i++) {
            char one = text.charAt(i);
            if (one == ']') return colons >= 2 && i >= 3 ? i + 1 : -1;
            if (one == ':') colons++;
            else if (one != '.' && Character.digit(one, 16) < 0 || one > 'f') return -1;
        }
        return -1;
    }

    private static int endOfName(CharSequence text) {
        boolean any = false;
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            if (one == ':') return any ? i : -1;
            boolean letter = one >= 'a' && one <= 'z' || one >= 'A' && one <= 'Z' || one >= '0' && one <= '9';
            if (!letter && one != '-' && one != '.' && one != '_' && one != '~') return -1;
            any |= one != '.';
        }
        return any ? text.length() : -1;
    }

    private static boolean isPort(CharSequence text, int from) {
        int digits = text.length() - from;
        if (digits < 1 || digits > 5) return false;
        int port = 0;
        for (int i = from; i < text.length(); i++) {
            char one = text.charAt(i);
            if (one < '0' || one > '9') return false;
            port = port * 10 + one - '0';
        }
        return port >= 1 && port <= 65_535;
    }
}
