package dev.sluice.dataplane.http1;

/** Classes of bytes of RFC 9110 section 5.6.2 and RFC 9112. */
final class Octets {
    private static final byte TOKEN = 1;
    private static final byte VALUE = 2;
    private static final byte TARGET = 4;
    private static final byte[] CLASS = new byte[256];

    static {
        for (int c = 0; c < 256; c++) {
            boolean alphanumeric = c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            byte bits = 0;
            if (alphanumeric || "!#$%&'*+-.^_`|~".indexOf(c) >= 0) bits |= TOKEN;
            if (c == '\t' || c >= 0x20 && c != 0x7f) bits |= VALUE;
            if (c > 0x20 && c < 0x7f && c != '#') bits |= TARGET;
            CLASS[c] = bits;
        }
    }

    private Octets() {}

    /** tchar. */
    static boolean isToken(byte one) {
        return (CLASS[one & 0xff] & TOKEN) != 0;
    }

    /** field-content, SP and HTAB: no control character but HTAB; obs-text is let through. */
    static boolean isValue(byte one) {
        return (CLASS[one & 0xff] & VALUE) != 0;
    }

    /** What may stand in a request target: visible ASCII without the fragment's mark. */
    static boolean isTarget(byte one) {
        return (CLASS[one & 0xff] & TARGET) != 0;
    }

    /** -1 if it is no hex digit. */
    static int hex(byte one) {
        if (one >= '0' && one <= '9') return one - '0';
        if (one >= 'a' && one <= 'f') return one - 'a' + 10;
        if (one >= 'A' && one <= 'F') return one - 'A' + 10;
        return -1;
    }
}
