package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.Headers;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.Arrays;

/** Where a head is put together before it is written with one copy. One for each thread, so that no head costs an array. */
final class HeadBytes {
    /** One that has grown beyond this is let go. */
    private static final int KEPT = 16 * 1024;
    private static final FastThreadLocal<HeadBytes> OWN = new FastThreadLocal<>() {
        @Override
        protected HeadBytes initialValue() {
            return new HeadBytes();
        }
    };

    private byte[] bytes = new byte[1024];
    private int length;

    private HeadBytes() {}

    /** This thread's, empty. */
    static HeadBytes empty() {
        HeadBytes own = OWN.get();
        own.length = 0;
        if (own.bytes.length > KEPT) own.bytes = new byte[1024];
        return own;
    }

    // Deprecated for what it does to other texts than Latin-1; the one way to copy such a text without an array between.
    @SuppressWarnings("deprecation")
    HeadBytes ascii(String text) {
        int size = text.length();
        room(size);
        text.getBytes(0, size, bytes, length);
        length += size;
        return this;
    }

    HeadBytes raw(byte[] text) {
        room(text.length);
        System.arraycopy(text, 0, bytes, length, text.length);
        length += text.length;
        return this;
    }

    HeadBytes space() {
        room(1);
        bytes[length++] = ' ';
        return this;
    }

    HeadBytes crlf() {
        room(2);
        bytes[length++] = '\r';
        bytes[length++] = '\n';
        return this;
    }

    /** Not negative. */
    HeadBytes number(long value) {
        if (value >= 1_000_000_000) return ascii(Long.toString(value));
        room(9);
        int digits = 1;
        for (int rest = (int) value; rest > 9; rest /= 10) digits++;
        int rest = (int) value;
        for (int i = digits - 1; i >= 0; i--, rest /= 10) bytes[length + i] = (byte) ('0' + rest % 10);
        length += digits;
        return this;
    }

    HeadBytes lines(Headers headers) {
        room(headers.lineBytes());
        length = headers.writeLines(bytes, length);
        return this;
    }

    void writeTo(ByteBuf to) {
        to.writeBytes(bytes, 0, length);
    }

    private void room(int more) {
        if (length + more > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
    }
}
