package dev.sluice.dataplane.tls;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads the server name out of a ClientHello (RFC 8446 section 4.1.2, RFC 6066 section 3) before any TLS engine exists. The message may be cut into any number
 * of segments and records; what it may occupy is bounded. One per connection.
 */
final class ClientHello {
    /** Of records and headers together: the largest honest hello, with post-quantum keys and a ticket, is a fourth of it. */
    static final int LIMIT_BYTES = 16 * 1024;

    private static final int RECORD_HEADER = 5;
    private static final int HANDSHAKE_HEADER = 4;
    private static final int CONTENT_HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int EXTENSION_SERVER_NAME = 0;
    private static final int MAX_NAME = 255;

    private byte[] message = new byte[1024];
    private int filled;
    private int scanned;
    private int recordLeft;

    /** What the bytes seen so far are. */
    sealed interface Reading {
        record More() implements Reading {}

        /** The first byte cannot begin a TLS connection. */
        record NotTls() implements Reading {}

        /** @param sni lower case; null if none was sent */
        record Hello(@Nullable String sni) implements Reading {}

        record Malformed(String why) implements Reading {}
    }

    private static final Reading.More MORE = new Reading.More();
    private static final Reading.NotTls NOT_TLS = new Reading.NotTls();

    /** @param received every byte of the connection so far, from its reader index; is not consumed */
    Reading read(ByteBuf received) {
        int readable = received.readableBytes();
        int base = received.readerIndex();
        if (scanned == 0) {
            if (readable == 0) return MORE;
            if (received.getByte(base) != CONTENT_HANDSHAKE) return NOT_TLS;
            if (readable > 1 && received.getByte(base + 1) != 3) return NOT_TLS;
        }
        while (scanned < readable) {
            if (recordLeft == 0) {
                if (readable - scanned < RECORD_HEADER) break;
                if (received.getByte(base + scanned) != CONTENT_HANDSHAKE)
                    return new Reading.Malformed("a record of another type inside the ClientHello");
                recordLeft = received.getUnsignedShort(base + scanned + 3);
                if (recordLeft == 0 || recordLeft > LIMIT_BYTES) return new Reading.Malformed("a record of " + recordLeft + " bytes");
                scanned += RECORD_HEADER;
            } else {
                int part = Math.min(recordLeft, readable - scanned);
                append(received, base + scanned, part);
                scanned += part;
                recordLeft -= part;
            }
            if (filled >= HANDSHAKE_HEADER) {
                if (message[0] != CLIENT_HELLO) return new Reading.Malformed("the first message is no ClientHello");
                int length = HANDSHAKE_HEADER + uint24(1);
                if (length > LIMIT_BYTES) return new Reading.Malformed("a ClientHello of " + length + " bytes");
                if (filled >= length) return serverName(length);
            }
            if (scanned > LIMIT_BYTES) return new Reading.Malformed("a ClientHello in more than " + LIMIT_BYTES + " bytes of records");
        }
        return MORE;
    }

    private void append(ByteBuf from, int index, int length) {
        if (filled + length > message.length) message = Arrays.copyOf(message, Math.max(message.length * 2, filled + length));
        from.getBytes(index, message, filled, length);
        filled += length;
    }

    private Reading serverName(int end) {
        int at = HANDSHAKE_HEADER + 2 + 32;
        at = skip(at, 1, end);
        at = skip(at, 2, end);
        at = skip(at, 1, end);
        if (at == end) return new Reading.Hello(null);
        if (at < 0 || end - at < 2 || at + 2 + uint16(at) != end) return new Reading.Malformed("lengths that do not add up");
        at += 2;
        while (at < end) {
            if (end - at < 4) return new Reading.Malformed("a cut extension");
            int type = uint16(at);
            int length = uint16(at + 2);
            at += 4;
            if (length > end - at) return new Reading.Malformed("an extension beyond the message");
            if (type == EXTENSION_SERVER_NAME) return nameOf(at, at + length);
            at += length;
        }
        return new Reading.Hello(null);
    }

    /** Jumps over a vector whose length takes {@code width} bytes; negative if it leaves the message. */
    private int skip(int at, int width, int end) {
        if (at < 0 || end - at < width) return -1;
        int next = at + width + (width == 1 ? message[at] & 0xff : uint16(at));
        return next > end ? -1 : next;
    }

    private Reading nameOf(int at, int end) {
        if (end - at < 5 || at + 2 + uint16(at) != end) return new Reading.Malformed("a server name list whose lengths do not add up");
        int length = uint16(at + 3);
        if (message[at + 2] != 0 || length == 0 || length > MAX_NAME || at + 5 + length != end) {
            return new Reading.Malformed("a server name list that is not one host name");
        }
        for (int i = at + 5; i < end; i++) {
            if (message[i] <= ' ' || message[i] == 0x7f) return new Reading.Malformed("a server name with a byte outside printable ASCII");
        }
        return new Reading.Hello(new String(message, at + 5, length, StandardCharsets.US_ASCII).toLowerCase(Locale.ROOT));
    }

    private int uint16(int at) {
        return (message[at] & 0xff) << 8 | message[at + 1] & 0xff;
    }

    private int uint24(int at) {
        return (message[at] & 0xff) << 16 | uint16(at + 1);
    }
}
