package dev.sluice.dataplane.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import org.jspecify.annotations.Nullable;

/**
 * Between TLS and the socket: the one record that a small answer is goes straight to the kernel when it is flushed. Whatever else is written goes the usual way,
 * behind it. One connection, on its event loop.
 */
public final class StraightRecords extends ChannelOutboundHandlerAdapter {
    private static final int SMALL = 20 * 1024;

    private final StraightWrite way;
    private @Nullable ByteBuf held;
    private @Nullable ChannelPromise promise;
    /** Something went the usual way that is not flushed yet. */
    private boolean passed;

    private StraightRecords(StraightWrite way) {
        this.way = way;
    }

    /** Puts one next to the socket of {@code channel}, if its transport allows. */
    public static void below(Channel channel) {
        StraightWrite way = StraightWrite.of(channel);
        if (way != null) channel.pipeline().addFirst(new StraightRecords(way));
    }

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise done) {
        if (held == null && !passed && message instanceof ByteBuf record && record.readableBytes() <= SMALL && way.isFree()) {
            held = record;
            promise = done;
            return;
        }
        pass(context);
        passed = true;
        context.write(message, done);
    }

    @Override
    public void flush(ChannelHandlerContext context) {
        ByteBuf record = held;
        ChannelPromise done = promise;
        if (record != null && done != null) {
            way.send(record);
            if (!record.isReadable()) {
                held = null;
                promise = null;
                record.release();
                if (!done.isVoid()) done.trySuccess();
                return;
            }
        }
        pass(context);
        passed = false;
        context.flush();
    }

    /** The usual way. */
    private void pass(ChannelHandlerContext context) {
        ByteBuf record = held;
        ChannelPromise done = promise;
        held = null;
        promise = null;
        if (record == null || done == null) return;
        passed = true;
        context.write(record, done);
    }

    @Override
    public void close(ChannelHandlerContext context, ChannelPromise done) {
        pass(context);
        context.close(done);
    }

    @Override
    public void disconnect(ChannelHandlerContext context, ChannelPromise done) {
        pass(context);
        context.disconnect(done);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        pass(context);
    }
}
