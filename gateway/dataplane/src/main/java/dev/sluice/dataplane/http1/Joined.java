package dev.sluice.dataplane.http1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** Bytes that could not be taken yet, with those that came after them. */
final class Joined {
    private Joined() {}

    /** Takes ownership of both. Room is left as long as there is any, so that a peer that sends byte by byte does not make us copy all it sent for each. */
    static ByteBuf of(ByteBufAllocator allocator, ByteBuf first, ByteBuf second) {
        int more = second.readableBytes();
        ByteBuf both = first;
        if (!first.isWritable(more)) {
            int all = first.readableBytes() + more;
            both = allocator.directBuffer(all + Math.max(all, 512));
            both.writeBytes(first);
            first.release();
        }
        both.writeBytes(second);
        second.release();
        return both;
    }
}
