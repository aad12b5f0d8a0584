package dev.sluice.dataplane.http1;

import io.netty.buffer.ByteBuf;

/**
 * Counts the requests that wait behind the one that is served, so that a client that sends far ahead is held back in its own socket. Each byte is looked at once
 * per request served. Heads are told by their empty last line alone; a body that holds empty lines counts for more than it is, which only holds back earlier.
 */
final class Ahead {
    private static final int MAX_REQUESTS = 32;
    private static final int MAX_BYTES = 64 * 1024;

    private int scanned;
    private int heads;

    /** Another request is served: what waits is less by its head. */
    void reset() {
        scanned = 0;
        heads = 0;
    }

    /** @param waiting begins where it began at the last call since {@link #reset} */
    boolean isFull(ByteBuf waiting) {
        int base = waiting.readerIndex();
        int available = waiting.readableBytes();
        if (available >= MAX_BYTES) return true;
        while (heads < MAX_REQUESTS && scanned < available) {
            int newline = waiting.indexOf(base + scanned, base + available, (byte) '\n');
            scanned = newline < 0 ? available : newline - base + 1;
            if (newline - base >= 3 && waiting.getByte(newline - 2) == '\n') heads++;
        }
        return heads >= MAX_REQUESTS;
    }
}
