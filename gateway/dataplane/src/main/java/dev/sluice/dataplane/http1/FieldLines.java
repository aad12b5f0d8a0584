package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.Headers;

/** Reads field lines (RFC 9112 section 5) strictly: token names, no space before the colon, no folding, no control characters in values. */
final class FieldLines {
    private FieldLines() {}

    /**
     * Reads the lines of {@code text} from {@code at} to {@code end}, each ended by CRLF, into {@code to}, which lies over {@code text}.
     *
     * @param end behind the last line, before the empty one
     */
    static void read(byte[] text, int at, int end, Headers to) throws Malformed {
        while (at < end) at = readOne(text, at, end, to);
    }

    private static int readOne(byte[] text, int start, int end, Headers to) throws Malformed {
        int at = start;
        while (at < end && Octets.isToken(text[at])) at++;
        if (at == end || text[at] != ':') throw new Malformed(fault(text, start, at, end));
        if (at == start) throw new Malformed("a header field has no name");
        int nameLength = at - start;
        at++;
        while (at < end && (text[at] == ' ' || text[at] == '\t')) at++;
        int value = at;
        int valueEnd = at;
        for (; at < end && Octets.isValue(text[at]); at++) {
            if (text[at] != ' ' && text[at] != '\t') valueEnd = at + 1;
        }
        if (at + 1 >= end || text[at] != '\r' || text[at + 1] != '\n') throw new Malformed("a header value holds a control character");
        to.addHere(start, nameLength, value, valueEnd - value);
        return at + 2;
    }

    private static String fault(byte[] text, int start, int at, int end) {
        if (at == start && at < end && (text[at] == ' ' || text[at] == '\t'))
            return "a header line begins with white space (line folding is obsolete)";
        if (at < end && (text[at] == ' ' || text[at] == '\t')) return "white space in or behind a header name";
        if (at < end && text[at] == '\r') return "a header line has no colon";
        return "a header name holds a character that no token may hold";
    }
}
