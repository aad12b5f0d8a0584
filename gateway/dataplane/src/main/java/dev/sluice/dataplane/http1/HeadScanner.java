package dev.sluice.dataplane.http1;

import io.netty.buffer.ByteBuf;

/**
 * Finds the end of a head in bytes that arrive in pieces, looking at each byte once. Refuses early what no valid head can begin with or hold, so that
 * a peer that speaks something else is not waited for.
 */
final class HeadScanner {
    private final int headBytes;
    private final int lineBytes;
    private final int maxLines;
    private int scanned;
    private int lineStart;
    private int lines;

    /**
     * @param headBytes of the whole head
     * @param lineBytes of the start line
     * @param maxFields after the start line
     */
    HeadScanner(int headBytes, int lineBytes, int maxFields) {
        this.headBytes = headBytes;
        this.lineBytes = lineBytes;
        this.maxLines = maxFields == Integer.MAX_VALUE ? maxFields : maxFields + 1;
    }

    void reset() {
        scanned = 0;
        lineStart = 0;
        lines = 0;
    }

    /** Whether a head has begun. */
    boolean begun() {
        return scanned > 0;
    }

    /**
     * The length of the head in bytes, its empty last line included, counted from the reader index; -1 if more is needed. {@code input} begins where it
     * began at the last call.
     */
    int scan(ByteBuf input) throws Malformed {
        int base = input.readerIndex();
        int available = input.readableBytes();
        if (scanned == 0 && available > 0 && !Octets.isToken(input.getByte(base)))
            throw new Malformed("the start line does not begin with a token");
        while (scanned < available) {
            int newline = input.indexOf(base + scanned, base + available, (byte) '\n');
            if (newline < 0) {
                scanned = available;
                break;
            }
            int at = newline - base;
            // Before all else, so that the verdict does not depend on the pieces in which the bytes came.
            if (lines == 0) limitedLine(at + 1);
            limited(at + 1);
            if (at == 0 || input.getByte(newline - 1) != '\r') throw new Malformed("a line ends without CR");
            scanned = at + 1;
            if (at - 1 == lineStart) return at + 1;
            if (++lines > maxLines) throw new Malformed(431, "more than " + (maxLines - 1) + " header fields");
            lineStart = at + 1;
        }
        if (lines == 0) limitedLine(available);
        limited(available);
        return -1;
    }

    private void limitedLine(int length) throws Malformed {
        if (length > lineBytes) throw new Malformed(414, "the start line is longer than " + lineBytes + " bytes");
    }

    private void limited(int length) throws Malformed {
        if (length > headBytes) throw new Malformed(431, "the head is longer than " + headBytes + " bytes");
    }
}
