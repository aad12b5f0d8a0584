package dev.sluice.dataplane.http2;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The names of HPACK's static table (RFC 7541 appendix A), and those whose values no table may hold. */
final class HpackNames {
    /** Entries of the static table. */
    static final int STATIC = 61;
    private static final int SLOTS = 256;
    /** In the order of their first index. */
    private static final String[] NAMES = {":authority", ":method", "", ":path", "", ":scheme", "", ":status", "", "", "", "", "", "",
            "accept-charset", "accept-encoding", "accept-language", "accept-ranges", "accept", "access-control-allow-origin", "age",
            "allow", "authorization", "cache-control", "content-disposition", "content-encoding", "content-language", "content-length",
            "content-location", "content-range", "content-type", "cookie", "date", "etag", "expect", "expires", "from", "host", "if-match",
            "if-modified-since", "if-none-match", "if-range", "if-unmodified-since", "last-modified", "link", "location", "max-forwards",
            "proxy-authenticate", "proxy-authorization", "range", "referer", "refresh", "retry-after", "server", "set-cookie",
            "strict-transport-security", "transfer-encoding", "user-agent", "vary", "via", "www-authenticate"};
    /** Values that a shared compression table must not hold: another request could guess them against it (RFC 7541 section 7.1.3). */
    private static final List<String> SECRET = List.of("authorization", "cookie", "set-cookie", "proxy-authorization");

    private static final byte[] NONE = {};
    private static final byte[][] KNOWN = new byte[SLOTS][];
    private static final int[] INDEX = new int[SLOTS];

    static {
        Arrays.fill(KNOWN, NONE);
        for (int i = 0; i < NAMES.length; i++) {
            byte[] name = NAMES[i].getBytes(StandardCharsets.US_ASCII);
            if (name.length == 0) continue;
            int slot = hash(name, 0, name.length) >>> 24;
            while (KNOWN[slot].length > 0) slot = (slot + 1) % SLOTS;
            KNOWN[slot] = name;
            INDEX[slot] = i + 1;
        }
    }

    private HpackNames() {}

    /** @return of which the upper bits are good; {@code length} is not 0 */
    static int hash(byte[] in, int at, int length) {
        int hash = length;
        hash = hash * 31 + in[at];
        hash = hash * 31 + in[at + length / 2];
        hash = hash * 31 + in[at + length - 1];
        return hash * 0x9E3779B1;
    }

    /** @return 0 if the table does not have it */
    static int index(byte[] in, int at, int length, int hash) {
        int slot = hash >>> 24;
        for (byte[] name = KNOWN[slot]; name.length > 0; name = KNOWN[slot]) {
            if (Arrays.equals(name, 0, name.length, in, at, at + length)) return INDEX[slot];
            slot = (slot + 1) % SLOTS;
        }
        return 0;
    }

    static boolean isSecret(int index) {
        return index > 0 && SECRET.contains(NAMES[index - 1]);
    }
}
