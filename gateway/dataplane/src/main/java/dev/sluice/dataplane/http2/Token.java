package dev.sluice.dataplane.http2;

/** Bytes of RFC 9110's tokens. */
final class Token {
    private static final boolean[] ANY = new boolean[128];
    static {
        for (char one : "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".toCharArray()) ANY[one] = true;
    }

    private Token() {}

    static boolean is(byte one) {
        return one >= 0 && ANY[one];
    }

    static boolean isLowerCase(byte one) {
        return is(one) && (one < 'A' || one > 'Z');
    }
}
