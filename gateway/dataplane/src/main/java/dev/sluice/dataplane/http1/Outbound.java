package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.Flushes;
import dev.sluice.dataplane.http.LoopBuffers;
import dev.sluice.dataplane.http.StraightWrite;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what is written to a connection during one turn of its event loop: small pieces are copied behind each other, large ones are passed as they
 * are, and all is flushed once. On the channel's event loop only.
 */
final class Outbound {
    private static final int SMALL = 2048;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final Channel channel;
    private @Nullable ByteBuf gathered;
    private boolean flushPlanned;
    /** Something went to the channel that is not flushed yet. */
    private boolean passed;
    private final @Nullable StraightWrite straight;
    private final Flushes flushes;
    private final LoopBuffers buffers = LoopBuffers.own();
    private final Runnable planned = this::flush;

    Outbound(Channel channel) {
        this.channel = channel;
        this.straight = channel.pipeline().get(SslHandler.class) == null ? StraightWrite.of(channel) : null;
        this.flushes = Flushes.of(channel.eventLoop());
    }

    /** To append small texts to; flushed at the end of the turn. */
    ByteBuf text() {
        planFlush();
        ByteBuf open = gathered;
        if (open == null) {
            open = buffers.text(channel.alloc());
            gathered = open;
        }
        return open;
    }

    static void ascii(ByteBuf to, String text) {
        to.writeCharSequence(text, StandardCharsets.US_ASCII);
    }

    /** Takes ownership. */
    void data(ByteBuf data) {
        int length = data.readableBytes();
        if (length <= SMALL) {
            text().writeBytes(data);
            data.release();
            return;
        }
        pass();
        planFlush();
        passed = true;
        channel.write(data, channel.voidPromise());
    }

    /** Takes ownership; writes it as one chunk. */
    void chunk(ByteBuf data) {
        int length = data.readableBytes();
        if (length == 0) {
            data.release();
            return;
        }
        ByteBuf text = text();
        int shift = (31 - Integer.numberOfLeadingZeros(length)) / 4 * 4;
        for (; shift >= 0; shift -= 4) text.writeByte(HEX[length >> shift & 15]);
        text.writeByte('\r').writeByte('\n');
        data(data);
        text().writeByte('\r').writeByte('\n');
    }

    private void pass() {
        ByteBuf open = gathered;
        gathered = null;
        if (open == null) return;
        passed = true;
        channel.write(open, channel.voidPromise());
    }

    /** True if all there was is sent. */
    private boolean sendStraight() {
        StraightWrite way = straight;
        ByteBuf open = gathered;
        if (way == null || passed || open == null) return false;
        way.send(open);
        if (open.isReadable()) return false;
        gathered = null;
        buffers.done(open);
        return true;
    }

    /**
     * Lets the kernel move up to {@code atMost} bytes that wait in {@code from} to this socket, behind what was gathered. What the socket does not take waits
     * in the channel as all that is written does.
     *
     * @return how many left {@code from}; 0 if none wait there or it cannot be done
     */
    int splice(Channel from, int atMost) {
        StraightWrite way = straight;
        if (way == null || passed || !way.isFree() || !(from instanceof EpollSocketChannel source)) return 0;
        KernelPipe pipe = KernelPipe.own();
        if (pipe == null) return 0;
        ByteBuf before = gathered;
        int lead = before == null ? 0 : before.readableBytes();
        try {
            if (before != null) pipe.lead(before);
        } catch (IOException broken) {
            KernelPipe.forget();
            return 0;
        }
        gathered = null;
        if (before != null) buffers.done(before);
        int moved = pipe.fill(source.fd(), atMost);
        passOn(pipe, way.socket(), lead + moved);
        return moved;
    }

    /** What is in the pipe belongs to this connection and must not stay there, whatever happens. */
    private void passOn(KernelPipe pipe, Socket socket, int held) {
        try {
            int rest = held - pipe.empty(socket, held);
            if (rest == 0) return;
            ByteBuf back = channel.alloc().directBuffer(rest);
            passed = true;
            planFlush();
            channel.write(pipe.takeBack(back, rest), channel.voidPromise());
        } catch (IOException broken) {
            KernelPipe.forget();
            channel.close();
        }
    }

    private void planFlush() {
        if (flushPlanned) return;
        flushPlanned = true;
        flushes.plan(planned);
    }

    /** Now, rather than at the end of the turn. */
    void flush() {
        flushPlanned = false;
        if (sendStraight()) return;
        pass();
        passed = false;
        channel.flush();
    }

    /** Whatever was gathered is dropped: the channel is closed. */
    void discard() {
        ByteBuf open = gathered;
        gathered = null;
        if (open != null) open.release();
    }
}
