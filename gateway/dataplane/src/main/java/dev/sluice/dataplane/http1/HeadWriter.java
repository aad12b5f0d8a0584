package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.RequestHead;
import dev.sluice.dataplane.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpResponseStatus;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writes heads in their one canonical form: lower-case names, one space behind the colon, framing of our own. */
final class HeadWriter {
    private HeadWriter() {}

    /** How a message's body is delimited on the wire. */
    enum Delimiter {
        NOTHING, LENGTH, CHUNKED, CLOSE
    }

    private static final byte[] LENGTH = ascii("content-length: ");
    private static final byte[] CHUNKED = ascii("transfer-encoding: chunked\r\n");
    private static final byte[] VERSION_AND_HOST = ascii(" HTTP/1.1\r\nhost: ");
    private static final byte[] TE_TRAILERS = ascii("connection: te\r\nte: trailers\r\n");
    private static final byte[][] STATUS_LINES = new byte[600][];

    static {
        for (int status = 100; status < STATUS_LINES.length; status++) STATUS_LINES[status] = statusLine(status);
    }

    static void request(ByteBuf to, RequestHead head, Delimiter delimiter) {
        HeadBytes text = HeadBytes.empty().ascii(head.method()).space().ascii(head.target()).raw(VERSION_AND_HOST).ascii(head.authority())
                .crlf().lines(head.headers());
        framing(text, delimiter, Math.max(0, head.contentLength()));
        if (head.isUpgrade()) text.ascii("connection: upgrade\r\nupgrade: ").ascii(head.upgrade()).crlf();
        else if (head.trailers()) text.raw(TE_TRAILERS);
        text.crlf().writeTo(to);
    }

    /**
     * @param connection the value of {@code Connection}; null for none
     * @param upgrade the token switched to; empty unless the status is 101
     */
    static void response(ByteBuf to, ResponseHead head, Delimiter delimiter, @Nullable String connection, String upgrade) {
        int status = head.status();
        HeadBytes text = HeadBytes.empty().raw(status >= 100 && status < STATUS_LINES.length ? STATUS_LINES[status] : statusLine(status))
                .lines(head.headers());
        framing(text, delimiter, head.contentLength());
        if (!upgrade.isEmpty()) text.ascii("upgrade: ").ascii(upgrade).crlf();
        if (connection != null) text.ascii("connection: ").ascii(connection).crlf();
        text.crlf().writeTo(to);
    }

    private static byte[] statusLine(int status) {
        return ascii("HTTP/1.1 " + status + " " + reason(status) + "\r\n");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    static String reason(int status) {
        String phrase = HttpResponseStatus.valueOf(status).reasonPhrase();
        return phrase.startsWith("Unknown") || phrase.indexOf('(') >= 0 ? "Unknown" : phrase;
    }

    static void fields(ByteBuf to, Headers headers) {
        HeadBytes.empty().lines(headers).writeTo(to);
    }

    private static void framing(HeadBytes to, Delimiter delimiter, long length) {
        switch (delimiter) {
            case LENGTH -> to.raw(LENGTH).number(length).crlf();
            case CHUNKED -> to.raw(CHUNKED);
            case NOTHING, CLOSE -> {
            }
        }
    }
}
