package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.Headers;

/**
 * Where a message's body ends (RFC 9112 section 6), read from its fields; these are taken out, since each side of the gateway frames anew. Stricter
 * than the RFC allows to be: whatever two implementations could read differently is refused.
 *
 * @param length -1 if no Content-Length was given
 */
record Framing(boolean chunked, long length) {
    private static final int MAX_DIGITS = 18;

    /** @param http10 HTTP/1.0 knows no transfer codings */
    static Framing take(Headers headers, boolean http10) throws Malformed {
        refuseAliases(headers);
        boolean chunked = takeTransferEncoding(headers, http10);
        long length = takeContentLength(headers);
        if (chunked && length >= 0) throw new Malformed("both Content-Length and Transfer-Encoding");
        return new Framing(chunked, length);
    }

    private static boolean takeTransferEncoding(Headers headers, boolean http10) throws Malformed {
        int at = headers.find("transfer-encoding", 0);
        if (at < 0) return false;
        if (http10) throw new Malformed("Transfer-Encoding in HTTP/1.0");
        if (headers.find("transfer-encoding", at + 1) >= 0) throw new Malformed("more than one Transfer-Encoding");
        if (!headers.valueIsIgnoringCase(at, "chunked")) throw new Malformed("a Transfer-Encoding other than chunked");
        headers.removeAt(at);
        return true;
    }

    private static long takeContentLength(Headers headers) throws Malformed {
        int at = headers.find("content-length", 0);
        if (at < 0) return -1;
        if (headers.find("content-length", at + 1) >= 0) throw new Malformed("more than one Content-Length");
        int digits = headers.valueLength(at);
        if (digits == 0 || digits > MAX_DIGITS) throw new Malformed("Content-Length is empty or too long");
        if (digits > 1 && headers.valueByte(at, 0) == '0') throw new Malformed("Content-Length has a leading zero");
        long length = 0;
        for (int i = 0; i < digits; i++) {
            byte digit = headers.valueByte(at, i);
            if (digit < '0' || digit > '9') throw new Malformed("Content-Length is not a number of digits only");
            length = length * 10 + digit - '0';
        }
        headers.removeAt(at);
        return length;
    }

    /** Some servers read an underscore in a field name as a hyphen. */
    private static void refuseAliases(Headers headers) throws Malformed {
        if (!headers.anyUnderscore()) return;
        for (int i = 0; i < headers.size(); i++) {
            int length = headers.nameLength(i);
            if (length != "content-length".length() && length != "transfer-encoding".length()) continue;
            String name = headers.name(i);
            if (name.indexOf('_') < 0) continue;
            String folded = name.replace('_', '-');
            if (folded.equals("content-length") || folded.equals("transfer-encoding"))
                throw new Malformed("a framing field spelled with an underscore");
        }
    }
}
