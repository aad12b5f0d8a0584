package dev.sluice.dataplane.http2;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what a connection writes between two flushes in one buffer, so that encryption and socket see one piece and one promise where there were many
 * frames. Everything the codec writes passes here, which keeps its order. On the event loop only.
 */
final class Outbox extends ChannelOutboundHandlerAdapter {
    /** Up to here bytes are copied; larger pieces are written between. */
    static final int COPIED = 4096;
    private static final int FULL = 64 * 1024;
    private static final int LEAST = 256;
    /** A mark that no frame has. */
    static final long NOWHERE = -1;

    private @Nullable ChannelHandlerContext context;
    private @Nullable ByteBuf gathered;
    /** The bytes gathered before the present buffer. */
    private long start;
    private int usual = LEAST;
    private List<ChannelPromise> waiting = new ArrayList<>();
    private boolean unflushed;
    /** A large piece is on its way down: nothing may come between it and the header of its frame. */
    private boolean passing;
    private boolean flushWanted;
    private boolean removed;

    /** @return the buffer to append {@code bytes} to, at once and without calling anything else here meanwhile */
    ByteBuf room(int bytes) {
        if (removed) return Unpooled.buffer(bytes);
        ByteBuf current = gathered;
        if (current != null && !passing && current.writerIndex() + bytes > FULL) {
            push();
            current = gathered;
        }
        if (current != null) return current.ensureWritable(bytes);
        ChannelHandlerContext ctx = context();
        // What a slow peer leaves standing must not hold more memory than it has bytes.
        ByteBuf fresh = ctx.alloc().directBuffer(Math.max(bytes, ctx.channel().isWritable() ? usual : LEAST));
        gathered = fresh;
        unflushed = true;
        return fresh;
    }

    /** The place behind all that was gathered: a mark for {@link #endStream}. */
    long mark() {
        ByteBuf current = gathered;
        return current == null ? start : start + current.writerIndex();
    }

    /**
     * Adds END_STREAM to the HEADERS or DATA frame that begins at {@code mark}.
     *
     * @return false if it has left already
     */
    boolean endStream(long mark) {
        ByteBuf current = gathered;
        if (current == null || mark < start) return false;
        int flags = (int) (mark - start) + 4;
        current.setByte(flags, current.getByte(flags) | FrameWriter.END_STREAM);
        return true;
    }

    /** Writes {@code data}, whose ownership passes, behind all that was gathered, without a copy. */
    void pass(ByteBuf data) {
        ChannelPromise promise = context().newPromise();
        promise.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        pass(data, promise);
    }

    private void pass(ByteBuf data, ChannelPromise promise) {
        if (passing || removed) {
            copy(data, promise);
            return;
        }
        passing = true;
        unflushed = true;
        try {
            push();
            context().write(data, promise);
        } finally {
            passing = false;
        }
        if (flushWanted) flush(context());
    }

    private void copy(ByteBuf data, ChannelPromise promise) {
        room(data.readableBytes()).writeBytes(data);
        data.release();
        whenWritten(promise);
    }

    /** Completes {@code promise} when all that was gathered so far is written to the socket. */
    void whenWritten(ChannelPromise promise) {
        if (promise.isVoid()) return;
        if (removed) promise.tryFailure(new ClosedChannelException());
        else if (gathered != null) waiting.add(promise);
        else {
            unflushed = true;
            context().write(Unpooled.EMPTY_BUFFER, promise);
        }
    }

    private void push() {
        ByteBuf full = gathered;
        if (full == null) return;
        gathered = null;
        int size = full.writerIndex();
        start += size;
        usual = Math.clamp(Integer.highestOneBit(size) * 2L, LEAST, FULL);
        ChannelPromise promise = context().newPromise();
        // A hole in the stream of frames could not be mended.
        promise.addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
        if (!waiting.isEmpty()) {
            List<ChannelPromise> those = waiting;
            waiting = new ArrayList<>();
            promise.addListener(done -> complete(those, done.cause()));
        }
        context().write(full, promise);
    }

    private static void complete(List<ChannelPromise> those, @Nullable Throwable cause) {
        for (ChannelPromise one : those) {
            if (cause == null) one.trySuccess();
            else
                one.tryFailure(cause);
        }
    }

    /** Closes the connection: what it was to send cannot be sent. */
    void end() {
        context().close();
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext known = context;
        if (known == null) throw new IllegalStateException("not in a pipeline yet");
        return known;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        removed = true;
        ByteBuf left = gathered;
        gathered = null;
        if (left != null) left.release();
        List<ChannelPromise> those = waiting;
        waiting = new ArrayList<>();
        if (!those.isEmpty()) complete(those, new ClosedChannelException());
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf data)) throw new IllegalArgumentException("not bytes: " + message.getClass());
        if (!data.isReadable()) {
            data.release();
            whenWritten(promise);
        } else if (data.readableBytes() <= COPIED) copy(data, promise);
        else
            pass(data, promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        flushWanted = passing;
        if (passing) return;
        push();
        if (!unflushed) return;
        unflushed = false;
        ctx.flush();
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        push();
        ctx.close(promise);
    }
}
