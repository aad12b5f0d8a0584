package dev.sluice.dataplane.telemetry;

import dev.sluice.dataplane.exchange.ExchangeRecord;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Lines on their way from one thread to the writer, as bytes in a ring. They are written out where the request ends, while what they tell is at hand: another
 * thread would have to fetch it all from memory. One thread appends, one takes; neither waits.
 */
final class LineRing {
    private static final byte[] NEWLINE = {'\n'};
    private static final long PAUSE_NANOS = 1_000_000;

    private final LineWriter lines;
    private final LineBuffer line = new LineBuffer(1_024);
    private final ByteBuffer bytes;
    private final int mask;
    /** Bytes ever appended; what is before {@link #taken} is free again. */
    private final AtomicLong appended = new AtomicLong();
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong lineCount = new AtomicLong();
    private long linesTaken;
    /** A write failed within a line: what follows begins a new one. */
    private boolean torn;

    /** @param capacity in bytes, a power of two */
    LineRing(LineWriter lines, int capacity) {
        if (Integer.bitCount(capacity) != 1) throw new IllegalArgumentException("capacity " + capacity + " is not a power of two");
        this.lines = lines;
        this.bytes = ByteBuffer.allocateDirect(capacity);
        this.mask = capacity - 1;
    }

    /** By the appending thread. False if there is no room. */
    boolean append(String node, ExchangeRecord record) {
        line.clear();
        lines.write(line, node, record);
        int length = line.length();
        long from = appended.getPlain();
        if (from + length - taken.getAcquire() > bytes.capacity()) return false;
        int at = (int) from & mask;
        int first = Math.min(length, bytes.capacity() - at);
        line.copyTo(bytes, at, 0, first);
        if (first < length) line.copyTo(bytes, 0, first, length - first);
        lineCount.setPlain(lineCount.getPlain() + 1);
        appended.setRelease(from + length);
        return true;
    }

    /** By any thread: about how many bytes wait. */
    int waiting() {
        return Math.clamp(appended.get() - taken.get(), 0, bytes.capacity());
    }

    /** By the appending thread. */
    boolean isHalfFull() { return appended.getPlain() - taken.getPlain() > bytes.capacity() / 2; }

    /** By the writer: what has been appended goes to {@code to}, whole lines only; after a failure the rest of it is gone. */
    void takeTo(WritableByteChannel to) throws IOException {
        long end = appended.getAcquire();
        long from = taken.getPlain();
        try {
            if (torn) {
                write(ByteBuffer.wrap(NEWLINE), to);
                torn = false;
            }
            while (from < end) {
                int at = (int) from & mask;
                int length = (int) Math.min(end - from, bytes.capacity() - at);
                write(bytes.slice(at, length), to);
                from += length;
            }
            torn = false;
        } finally {
            taken.setRelease(end);
        }
    }

    private void write(ByteBuffer piece, WritableByteChannel to) throws IOException {
        while (piece.hasRemaining()) {
            // Whoever shares a terminal or pipe with us may have made it one that does not wait.
            if (to.write(piece) == 0) LockSupport.parkNanos(PAUSE_NANOS);
            else
                torn = true;
        }
    }

    /** By the writer: how many lines were appended since it last asked. */
    long newLines() {
        long now = lineCount.get();
        long more = now - linesTaken;
        linesTaken = now;
        return more;
    }
}
