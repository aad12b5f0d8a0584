package dev.sluice.dataplane.http;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.FastThreadLocal;
import org.jspecify.annotations.Nullable;

/**
 * Buffers that an event loop uses over and over: the one that sockets are read into, which is mostly free again before the next read, and small ones for heads.
 * To give them back to the allocator and get them again would cost a small request a twentieth of what it costs outside the kernel. On that loop only.
 */
public final class LoopBuffers {
    /** What a head with a small body fills. */
    public static final int TEXT = 1024;
    private static final int TEXTS = 64;
    /** The most that one loop keeps. */
    public static final int KEPT = TEXTS + 2;
    private static final FastThreadLocal<LoopBuffers> OWN = new FastThreadLocal<>() {
        @Override
        protected LoopBuffers initialValue() {
            return new LoopBuffers();
        }

        @Override
        protected void onRemoval(LoopBuffers buffers) {
            buffers.release();
        }
    };

    private @Nullable ByteBuf read;
    private @Nullable ByteBuf otherRead;
    private final @Nullable ByteBuf[] texts = new ByteBuf[TEXTS];
    private int free;

    private LoopBuffers() {}

    /** Those of the current loop. */
    public static LoopBuffers own() {
        return OWN.get();
    }

    /** An empty buffer of {@code size} bytes to read into. The caller owns it, as any; if it keeps it, the next one is another. */
    ByteBuf toRead(ByteBufAllocator allocator, int size) {
        ByteBuf known = read;
        if (known == null || known.capacity() != size) {
            // Clients and endpoints are read in different sizes.
            ByteBuf other = otherRead;
            otherRead = known;
            known = other;
            read = known;
        }
        if (known != null && known.capacity() == size && known.refCnt() == 1) return known.clear().retain();
        // Whoever still has it keeps it alone, also if there is no memory for another.
        read = null;
        if (known != null && known.refCnt() > 0) known.release();
        ByteBuf made = allocator.directBuffer(size);
        read = made;
        return made.retain();
    }

    /** An empty buffer for a small text, {@link #TEXT} bytes; it may grow. */
    public ByteBuf text(ByteBufAllocator allocator) {
        if (free == 0) return allocator.directBuffer(TEXT);
        ByteBuf text = texts[--free];
        texts[free] = null;
        return text == null ? allocator.directBuffer(TEXT) : text;
    }

    /** Takes a {@link #text} over that its only owner has done with. */
    public void done(ByteBuf text) {
        if (free == TEXTS || text.capacity() != TEXT || text.refCnt() != 1) text.release();
        else
            texts[free++] = text.clear();
    }

    private void release() {
        if (read != null) read.release();
        if (otherRead != null) otherRead.release();
        while (free > 0) {
            ByteBuf text = texts[--free];
            if (text != null) text.release();
        }
    }
}
