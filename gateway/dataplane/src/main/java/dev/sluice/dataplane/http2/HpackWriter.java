package dev.sluice.dataplane.http2;

import dev.sluice.dataplane.http.Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Compresses header blocks (RFC 7541), one after the other and in the order in which they are sent. What repeats is in the table; other texts go as they
 * are, without Huffman's code. On the event loop only.
 */
final class HpackWriter implements Http2HeadersEncoder.Configuration {
    private static final int SCRATCH_KEPT = 64 * 1024;
    private static final FastThreadLocal<byte[]> SCRATCH = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[4096];
        }
    };
    private static final int INDEXED = 0x80;
    private static final int ADDED = 0x40;
    private static final int RESIZED = 0x20;
    private static final int NEVER_INDEXED = 0x10;
    private static final int NOT_INDEXED = 0;
    private static final byte[] STATUS = ":status".getBytes(StandardCharsets.US_ASCII);

    private final SentFields sent = new SentFields();
    private final byte[] digits = new byte[20];
    private byte[] block = {};
    private int at;
    private boolean resized;
    private int smallest;
    private long longestList = Long.MAX_VALUE;

    /** Begins a block; it stands until another of this event loop is begun. */
    void begin() {
        block = SCRATCH.get();
        at = 0;
        if (!resized) return;
        // The lowest value between two blocks has emptied the peer's table down to it (RFC 7541 section 4.2).
        resized = false;
        if (smallest < sent.capacity()) integer(RESIZED, 5, smallest);
        integer(RESIZED, 5, sent.capacity());
    }

    /** Of which the first {@link #length()} bytes are the block. */
    byte[] block() {
        return block;
    }

    int length() {
        return at;
    }

    void status(int status) {
        int index = switch (status) {
            case 200 -> 8;
            case 204 -> 9;
            case 206 -> 10;
            case 304 -> 11;
            case 400 -> 12;
            case 404 -> 13;
            case 500 -> 14;
            default -> 0;
        };
        if (index > 0) indexed(index);
        else
            number(STATUS, status);
    }

    /** An entry of the static table. */
    void indexed(int index) {
        room(0);
        integer(INDEXED, 7, index);
    }

    void number(byte[] name, long value) {
        int start = digits.length;
        long left = value;
        do {
            digits[--start] = (byte) ('0' + left % 10);
            left /= 10;
        } while (left > 0);
        field(name, 0, name.length, digits, start, digits.length - start);
    }

    void field(byte[] name, byte[] value) {
        field(name, 0, name.length, value, 0, value.length);
    }

    void fields(Headers headers) {
        byte[] texts = headers.texts();
        for (int i = 0; i < headers.size(); i++) {
            field(texts, headers.nameAt(i), headers.nameLength(i), texts, headers.valueAt(i), headers.valueLength(i));
        }
    }

    /** A name in lower case that is not empty, and its value. */
    void field(byte[] nameIn, int name, int nameLength, byte[] valueIn, int value, int valueLength) {
        room(nameLength + valueLength);
        int hash = HpackNames.hash(nameIn, name, nameLength);
        SentFields.Name known = sent.find(nameIn, name, nameLength, hash);
        if (known == null) {
            int index = HpackNames.index(nameIn, name, nameLength, hash);
            integer(HpackNames.isSecret(index) ? NEVER_INDEXED : NOT_INDEXED, 4, index);
            if (index == 0) text(nameIn, name, nameLength);
        } else if (known.secret) integer(NEVER_INDEXED, 4, known.staticIndex);
        else if (sent.isIn(known, valueIn, value, valueLength)) {
            sent.hit(known);
            integer(INDEXED, 7, sent.index(known));
            return;
        } else {
            int index = known.staticIndex > 0 ? known.staticIndex : sent.isIn(known) ? sent.index(known) : 0;
            boolean added = sent.miss(known, valueLength);
            if (added) {
                integer(ADDED, 6, index);
                sent.add(known, valueIn, value, valueLength);
            } else
                integer(NOT_INDEXED, 4, index);
            if (index == 0) text(nameIn, name, nameLength);
        }
        text(valueIn, value, valueLength);
    }

    private void text(byte[] in, int start, int length) {
        integer(0, 7, length);
        System.arraycopy(in, start, block, at, length);
        at += length;
    }

    /** RFC 7541 section 5.1. */
    private void integer(int pattern, int prefix, int value) {
        int most = (1 << prefix) - 1;
        if (value < most) {
            block[at++] = (byte) (pattern | value);
            return;
        }
        block[at++] = (byte) (pattern | most);
        int left = value - most;
        for (; left > 0x7f; left >>>= 7) block[at++] = (byte) (left | 0x80);
        block[at++] = (byte) left;
    }

    /** For texts of {@code bytes} and the integers before them. */
    private void room(int bytes) {
        int wanted = at + bytes + 24;
        if (wanted <= block.length) return;
        block = Arrays.copyOf(block, Math.max(wanted, 2 * block.length));
        if (block.length <= SCRATCH_KEPT) SCRATCH.set(block);
    }

    // What the peer sets.

    @Override
    public void maxHeaderTableSize(long max) {
        int bytes = (int) Math.min(max, SentFields.MOST);
        if (bytes == sent.capacity() && !resized) return;
        smallest = resized ? Math.min(smallest, bytes) : bytes;
        resized = true;
        sent.capacity(bytes);
    }

    @Override
    public long maxHeaderTableSize() {
        return sent.capacity();
    }

    @Override
    public void maxHeaderListSize(long max) {
        longestList = max;
    }

    @Override
    public long maxHeaderListSize() {
        return longestList;
    }
}
