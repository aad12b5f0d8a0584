package dev.sluice.dataplane.http2;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.RequestHead;
import dev.sluice.dataplane.http.ResponseHead;
import java.nio.charset.StandardCharsets;

/** Heads and trailers as header blocks (RFC 9113 section 8.3). */
final class OutgoingHeaders {
    private static final byte[] METHOD = ascii(":method");
    private static final byte[] SCHEME = ascii(":scheme");
    private static final byte[] AUTHORITY = ascii(":authority");
    private static final byte[] PATH = ascii(":path");
    private static final byte[] CONTENT_LENGTH = ascii("content-length");
    private static final byte[] TE = ascii("te");
    private static final byte[] TRAILERS = ascii("trailers");
    /** What a field counts beyond its texts in SETTINGS_MAX_HEADER_LIST_SIZE (RFC 9113 section 6.5.2). */
    private static final int PER_FIELD = 32;
    private static final int PSEUDO = 4 * PER_FIELD + METHOD.length + SCHEME.length + AUTHORITY.length + PATH.length;

    private OutgoingHeaders() {}

    static void response(HpackWriter to, ResponseHead head) {
        int status = head.status();
        to.begin();
        to.status(status);
        to.fields(head.headers());
        if (head.contentLength() >= 0 && status >= 200 && status != 204) to.number(CONTENT_LENGTH, head.contentLength());
    }

    static void request(HpackWriter to, RequestHead head) {
        to.begin();
        switch (head.method()) {
            case "GET" -> to.indexed(2);
            case "POST" -> to.indexed(3);
            default -> to.field(METHOD, ascii(head.method()));
        }
        switch (head.scheme()) {
            case "http" -> to.indexed(6);
            case "https" -> to.indexed(7);
            default -> to.field(SCHEME, ascii(head.scheme()));
        }
        to.field(AUTHORITY, ascii(head.authority()));
        if (head.target().equals("/")) to.indexed(4);
        else
            to.field(PATH, ascii(head.target()));
        to.fields(head.headers());
        if (head.contentLength() >= 0) to.number(CONTENT_LENGTH, head.contentLength());
        if (head.trailers()) to.field(TE, TRAILERS);
    }

    static void trailers(HpackWriter to, Headers trailers) {
        to.begin();
        to.fields(trailers);
    }

    /** What the peer counts for SETTINGS_MAX_HEADER_LIST_SIZE. */
    static long size(RequestHead head) {
        Headers headers = head.headers();
        long size = PSEUDO + head.method().length() + head.scheme().length() + head.authority().length() + head.target().length()
                + headers.bytes() + (long) PER_FIELD * headers.size();
        if (head.contentLength() >= 0) size += PER_FIELD + CONTENT_LENGTH.length + Long.toString(head.contentLength()).length();
        return head.trailers() ? size + PER_FIELD + TE.length + TRAILERS.length : size;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
