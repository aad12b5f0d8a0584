package dev.sluice.dataplane.http2;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.RequestHead;
import dev.sluice.dataplane.http.ResponseHead;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.ReadOnlyHttp2Headers;
import io.netty.util.AsciiString;

/** Heads and trailers as the encoder wants them. Texts are copied: HPACK's table keeps them for the life of the connection. */
final class OutgoingHeaders {
    private static final AsciiString CONTENT_LENGTH = AsciiString.cached("content-length");
    private static final AsciiString TE = AsciiString.cached("te");
    private static final AsciiString TRAILERS = AsciiString.cached("trailers");
    private static final AsciiString[] STATUS = new AsciiString[600];
    static {
        for (int i = 100; i < STATUS.length; i++) STATUS[i] = AsciiString.cached(Integer.toString(i));
    }

    private OutgoingHeaders() {}

    static Http2Headers response(ResponseHead head) {
        int status = head.status();
        AsciiString code = status >= 100 && status < STATUS.length ? STATUS[status] : AsciiString.of(Integer.toString(status));
        boolean length = head.contentLength() >= 0 && status >= 200 && status != 204;
        AsciiString[] fields = fields(head.headers(), length ? 1 : 0);
        if (length) put(fields, head.headers().size(), CONTENT_LENGTH, AsciiString.of(Long.toString(head.contentLength())));
        return ReadOnlyHttp2Headers.serverHeaders(false, code, fields);
    }

    static Http2Headers request(RequestHead head) {
        boolean length = head.contentLength() >= 0;
        AsciiString[] fields = fields(head.headers(), (length ? 1 : 0) + (head.trailers() ? 1 : 0));
        int next = head.headers().size();
        if (length) put(fields, next++, CONTENT_LENGTH, AsciiString.of(Long.toString(head.contentLength())));
        if (head.trailers()) put(fields, next, TE, TRAILERS);
        return ReadOnlyHttp2Headers.clientHeaders(false, AsciiString.cached(head.method()), AsciiString.of(head.target()),
                AsciiString.cached(head.scheme()), AsciiString.of(head.authority()), fields);
    }

    static Http2Headers trailers(Headers trailers) {
        return ReadOnlyHttp2Headers.trailers(false, fields(trailers, 0));
    }

    private static void put(AsciiString[] fields, int index, AsciiString name, AsciiString value) {
        fields[2 * index] = name;
        fields[2 * index + 1] = value;
    }

    private static AsciiString[] fields(Headers headers, int more) {
        var fields = new AsciiString[2 * (headers.size() + more)];
        for (int i = 0; i < headers.size(); i++) put(fields, i, FieldNames.of(headers, i), new AsciiString(headers.valueBytes(i), false));
        return fields;
    }
}
