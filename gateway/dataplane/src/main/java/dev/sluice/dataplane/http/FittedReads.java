package dev.sluice.dataplane.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * First on every connection: hands a small read on in a buffer of its size. Sockets are read into large buffers, and whoever waits for the rest of a head, a TLS
 * record or a frame, or for a slow peer to take a piece of a body, keeps the buffer as long: a byte would hold 64 KiB, and a peer that sends byte by byte could make
 * one connection hold as much as the process may have. A protocol that sees to this itself leaves it out ({@link #leave}), since nearly all reads of small
 * requests are taken whole at once. Without state.
 */
@Sharable
public final class FittedReads extends ChannelInboundHandlerAdapter {
    public static final FittedReads INSTANCE = new FittedReads(false);
    /** Below TLS, which takes whole records at once. */
    static final FittedReads OF_RECORDS = new FittedReads(true);
    /** The most that is held for a byte. */
    private static final int PART = 8;
    /** RFC 8446 section 5.1. */
    private static final int RECORD_HEADER = 5;
    private static final byte CHANGE_CIPHER_SPEC = 20;
    private static final byte APPLICATION_DATA = 23;

    private final boolean records;

    private FittedReads(boolean records) {
        this.records = records;
    }

    /** TLS alone stands behind it from now on. */
    public static void ofRecords(Channel channel) {
        if (channel.pipeline().get(FittedReads.class) != null) channel.pipeline().replace(FittedReads.class, null, OF_RECORDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        context.fireChannelRead(message instanceof ByteBuf read && !(records && isWholeRecords(read)) ? fitted(read) : message);
    }

    /**
     * Whether these are records of TLS to the last byte, as nearly all reads over TLS are: they are taken at once. If the first belongs to a record that began in an
     * earlier read, this looks at anything; then all is copied behind what was kept of that one anyway.
     */
    static boolean isWholeRecords(ByteBuf read) {
        int at = read.readerIndex();
        int end = read.writerIndex();
        while (at + RECORD_HEADER <= end) {
            int type = read.getByte(at);
            if (type < CHANGE_CIPHER_SPEC || type > APPLICATION_DATA || read.getByte(at + 1) != 3) return false;
            at += RECORD_HEADER + read.getUnsignedShort(at + 3);
        }
        return at == end && end > read.readerIndex();
    }

    /** The channel's handler fits what it keeps by itself from now on. */
    public static void leave(Channel channel) {
        if (channel.pipeline().get(FittedReads.class) != null) channel.pipeline().remove(FittedReads.class);
    }

    /** {@code read}, or a copy of its size where it keeps far more than it holds. Takes ownership. */
    public static ByteBuf fitted(ByteBuf read) {
        return read.readableBytes() <= held(read) / PART ? copied(read) : read;
    }

    /** What it keeps from being used again; by io_uring a read is a part of a buffer that others share. */
    private static int held(ByteBuf read) {
        ByteBuf whole = read.unwrap();
        return whole == null ? read.capacity() : whole.capacity();
    }

    private static ByteBuf copied(ByteBuf read) {
        try {
            int length = read.readableBytes();
            return read.alloc().directBuffer(length).writeBytes(read);
        } finally {
            read.release();
        }
    }
}
