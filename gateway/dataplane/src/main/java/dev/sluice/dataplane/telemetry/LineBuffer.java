package dev.sluice.dataplane.telemetry;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;

/**
 * Bytes of log lines. What came from outside passes through one of the escaping methods: no control character (C0, DEL, C1), line separator or quote can
 * forge a line, a field or a terminal command (CWE-117). One thread.
 */
final class LineBuffer {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final int MAX_DIGITS = 10;
    /** ASCII that needs no escape anywhere. */
    private static final boolean[] PLAIN = new boolean[128];
    static {
        for (int c = ' '; c < 0x7f; c++) PLAIN[c] = c != '"' && c != '\\';
    }

    private byte[] bytes;
    private int length;
    private long second = Long.MIN_VALUE;
    private byte[] secondText = new byte[0];

    LineBuffer() {
        this(65_536);
    }

    /** @param room to begin with, in bytes */
    LineBuffer(int room) {
        bytes = new byte[room];
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
    }

    /** A copy of what stands here. */
    byte[] toBytes() {
        return Arrays.copyOf(bytes, length);
    }

    /** Copies {@code count} bytes from {@code from} into {@code to}, at {@code at}. */
    void copyTo(ByteBuffer to, int at, int from, int count) {
        to.put(at, bytes, from, count);
    }

    /** Our own ASCII text, as it is. */
    // Deprecated for what it does to other texts than Latin-1; the one way to copy such a text without an array between.
    @SuppressWarnings("deprecation")
    LineBuffer raw(String ascii) {
        int size = ascii.length();
        room(size);
        ascii.getBytes(0, size, bytes, length);
        length += size;
        return this;
    }

    LineBuffer raw(char ascii) {
        room(1);
        bytes[length++] = (byte) ascii;
        return this;
    }

    LineBuffer raw(byte[] ascii) {
        room(ascii.length);
        System.arraycopy(ascii, 0, bytes, length, ascii.length);
        length += ascii.length;
        return this;
    }

    LineBuffer number(long value) {
        if (value < 0 || value > Integer.MAX_VALUE) return raw(Long.toString(value));
        room(MAX_DIGITS);
        int rest = (int) value;
        int end = length + 1;
        for (int more = rest / 10; more > 0; more /= 10) end++;
        length = end;
        do {
            bytes[--end] = (byte) ('0' + rest % 10);
            rest /= 10;
        } while (rest > 0);
        return this;
    }

    /** Inside a JSON string. */
    LineBuffer json(String text) {
        return escaped(text, true);
    }

    /** Inside or outside of double quotes in a text line; controls and quotes as {@code \xNN}. */
    LineBuffer text(String text) {
        return escaped(text, false);
    }

    /** {@code 2026-01-02T03:04:05.678Z}. */
    LineBuffer time(Instant at) {
        long whole = at.getEpochSecond();
        if (whole != second) {
            second = whole;
            secondText = Instant.ofEpochSecond(whole).toString().replace("Z", ".").getBytes(StandardCharsets.US_ASCII);
        }
        room(secondText.length + 4);
        System.arraycopy(secondText, 0, bytes, length, secondText.length);
        length += secondText.length;
        int millis = at.getNano() / 1_000_000;
        bytes[length++] = (byte) ('0' + millis / 100);
        bytes[length++] = (byte) ('0' + millis / 10 % 10);
        bytes[length++] = (byte) ('0' + millis % 10);
        bytes[length++] = 'Z';
        return this;
    }

    private LineBuffer escaped(String text, boolean json) {
        int size = text.length();
        room(size * 6);
        for (int i = plain(text, size); i < size; i++) {
            char c = text.charAt(i);
            if (c < 0x80 && PLAIN[c]) {
                bytes[length++] = (byte) c;
            } else if (c >= 0x20 && c < 0x7f) {
                if (c == '"' || c == '\\') {
                    if (json || c == '\\') bytes[length++] = '\\';
                    else {
                        code(c, false);
                        continue;
                    }
                }
                bytes[length++] = (byte) c;
            } else if (c < 0xa0 || c == '\u2028' || c == '\u2029' || Character.isSurrogate(c) && !pair(text, i)) {
                code(c, json);
            } else if (Character.isSurrogate(c)) {
                utf8(Character.toCodePoint(c, text.charAt(++i)));
            } else {
                utf8(c);
            }
        }
        return this;
    }

    /** Writes what needs no escape, up to the first character that does: nearly always all. */
    private int plain(String text, int size) {
        byte[] to = bytes;
        int at = length;
        int i = 0;
        for (; i < size; i++) {
            char c = text.charAt(i);
            if (c >= 0x80 || !PLAIN[c]) break;
            to[at++] = (byte) c;
        }
        length = at;
        return i;
    }

    private static boolean pair(String text, int at) {
        return Character.isHighSurrogate(text.charAt(at)) && at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1));
    }

    /** JSON knows only \\uNNNN; text lines say \\xNN as long as it fits. */
    private void code(char c, boolean json) {
        bytes[length++] = '\\';
        boolean wide = json || c > 0xff;
        bytes[length++] = (byte) (wide ? 'u' : 'x');
        for (int shift = wide ? 12 : 4; shift >= 0; shift -= 4) bytes[length++] = HEX[c >> shift & 0xf];
    }

    private void utf8(int point) {
        if (point < 0x800) {
            bytes[length++] = (byte) (0xc0 | point >> 6);
        } else {
            if (point < 0x10000) {
                bytes[length++] = (byte) (0xe0 | point >> 12);
            } else {
                bytes[length++] = (byte) (0xf0 | point >> 18);
                bytes[length++] = (byte) (0x80 | point >> 12 & 0x3f);
            }
            bytes[length++] = (byte) (0x80 | point >> 6 & 0x3f);
        }
        bytes[length++] = (byte) (0x80 | point & 0x3f);
    }

    private void room(int more) {
        if (length + more > bytes.length) bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
    }
}
