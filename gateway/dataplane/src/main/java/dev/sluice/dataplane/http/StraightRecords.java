package dev.sluice.dataplane.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * What a TLS layer next to the socket writes with: the one record that a small answer is goes straight to the kernel when it is flushed. Whatever else is written goes
 * the usual way, behind it. One connection, on its event loop.
 */
public final class StraightRecords {
    private static final int SMALL = 20 * 1024;

    private final LoopBuffers buffers = LoopBuffers.own();
    private final @Nullable StraightWrite way;
    private @Nullable ByteBuf held;
    private @Nullable ChannelPromise promise;
    /** Something went the usual way that is not flushed yet. */
    private boolean passed;

    /** Where the transport of {@code channel} allows no other, all goes the usual way. */
    public StraightRecords(Channel channel) {
        this.way = StraightWrite.of(channel);
    }

    /** Takes ownership of {@code record}, which nobody else has. */
    public void write(ChannelHandlerContext context, ByteBuf record, ChannelPromise done) {
        // It has its number among the records: without it the peer could not read those that follow.
        if (!done.isVoid() && !done.setUncancellable()) done = context.newPromise();
        if (isFree() && record.isReadable() && record.readableBytes() <= SMALL) {
            held = record;
            promise = done;
            return;
        }
        pass(context);
        passed = true;
        context.write(record, done);
    }

    /** Whether what is sent now overtakes nothing. */
    public boolean isFree() {
        return held == null && !passed && way != null && way.isFree();
    }

    /** Sends {@code record} now, if {@link #isFree}; what the kernel does not take follows the usual way. Takes ownership. */
    public void send(ChannelHandlerContext context, ByteBuf record) {
        if (way != null) way.send(record);
        if (record.isReadable()) context.writeAndFlush(record, context.voidPromise());
        else
            buffers.done(record);
    }

    public void flush(ChannelHandlerContext context) {
        ByteBuf record = held;
        ChannelPromise done = promise;
        if (record != null && done != null && way != null) {
            way.send(record);
            if (!record.isReadable()) {
                held = null;
                promise = null;
                buffers.done(record);
                if (!done.isVoid()) done.trySuccess();
                return;
            }
        }
        pass(context);
        passed = false;
        context.flush();
    }

    /** Whatever is held goes the usual way. */
    public void pass(ChannelHandlerContext context) {
        ByteBuf record = held;
        ChannelPromise done = promise;
        held = null;
        promise = null;
        if (record == null || done == null) return;
        passed = true;
        context.write(record, done);
    }
}
