package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.RequestHead;
import dev.sluice.dataplane.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import org.jspecify.annotations.Nullable;

/** Writes heads in their one canonical form: lower-case names, one space behind the colon, framing of our own. */
final class HeadWriter {
    private HeadWriter() {}

    /** How a message's body is delimited on the wire. */
    enum Delimiter {
        NOTHING, LENGTH, CHUNKED, CLOSE
    }

    static void request(ByteBuf to, RequestHead head, Delimiter delimiter) {
        Outbound.ascii(to, head.method());
        to.writeByte(' ');
        Outbound.ascii(to, head.target());
        Outbound.ascii(to, " HTTP/1.1\r\nhost: ");
        Outbound.ascii(to, head.authority());
        crlf(to);
        fields(to, head.headers());
        framing(to, delimiter, head.contentLength());
        if (head.isUpgrade()) {
            Outbound.ascii(to, "connection: upgrade\r\nupgrade: ");
            Outbound.ascii(to, head.upgrade());
            crlf(to);
        } else if (head.trailers()) {
            Outbound.ascii(to, "connection: te\r\nte: trailers\r\n");
        }
        crlf(to);
    }

    /**
     * @param connection the value of {@code Connection}; null for none
     * @param upgrade the token switched to; empty unless the status is 101
     */
    static void response(ByteBuf to, ResponseHead head, Delimiter delimiter, @Nullable String connection, String upgrade) {
        Outbound.ascii(to, "HTTP/1.1 ");
        Outbound.ascii(to, Integer.toString(head.status()));
        to.writeByte(' ');
        Outbound.ascii(to, reason(head.status()));
        crlf(to);
        fields(to, head.headers());
        framing(to, delimiter, head.contentLength());
        if (!upgrade.isEmpty()) {
            Outbound.ascii(to, "upgrade: ");
            Outbound.ascii(to, upgrade);
            crlf(to);
        }
        if (connection != null) {
            Outbound.ascii(to, "connection: ");
            Outbound.ascii(to, connection);
            crlf(to);
        }
        crlf(to);
    }

    static String reason(int status) {
        String phrase = HttpResponseStatus.valueOf(status).reasonPhrase();
        return phrase.startsWith("Unknown") || phrase.indexOf('(') >= 0 ? "Unknown" : phrase;
    }

    static void fields(ByteBuf to, Headers headers) {
        for (int i = 0; i < headers.size(); i++) {
            headers.writeName(i, to);
            to.writeByte(':').writeByte(' ');
            headers.writeValue(i, to);
            crlf(to);
        }
    }

    private static void framing(ByteBuf to, Delimiter delimiter, long length) {
        switch (delimiter) {
            case LENGTH -> {
                Outbound.ascii(to, "content-length: ");
                Outbound.ascii(to, Long.toString(length));
                crlf(to);
            }
            case CHUNKED -> Outbound.ascii(to, "transfer-encoding: chunked\r\n");
            case NOTHING, CLOSE -> {
            }
        }
    }

    private static void crlf(ByteBuf to) {
        to.writeByte('\r').writeByte('\n');
    }
}
