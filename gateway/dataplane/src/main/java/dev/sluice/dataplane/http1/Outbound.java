package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.Flushes;
import dev.sluice.dataplane.http.LoopBuffers;
import dev.sluice.dataplane.http.StraightWrite;
import dev.sluice.dataplane.http.TlsLayer;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.Socket;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Gathers what is written to a connection during one turn of its event loop: small pieces are copied behind each other, large ones are passed as they
 * are, and all is flushed once. On the channel's event loop only.
 */
final class Outbound {
    private static final int SMALL = 2048;
    /** The most that goes before spliced bytes; a pipe has room for it, so that writing it never waits. */
    private static final int LEAD = 8 * 1024;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private final Channel channel;
    private @Nullable ByteBuf gathered;
    private boolean flushPlanned;
    /** Something went to the channel that is not flushed yet. */
    private boolean passed;
    private final @Nullable TlsLayer tls;
    private final @Nullable StraightWrite straight;
    private final Flushes flushes;
    private final LoopBuffers buffers = LoopBuffers.own();
    private final Runnable planned = this::flush;

    Outbound(Channel channel) {
        this.channel = channel;
        this.tls = TlsLayer.of(channel);
        this.straight = TlsLayer.isClear(channel) ? StraightWrite.of(channel) : null;
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
        if (passed || open == null) return false;
        if (tls != null) return sendEncrypted(tls, open);
        if (way == null) return false;
        way.send(open);
        if (open.isReadable()) return false;
        gathered = null;
        buffers.done(open);
        return true;
    }

    private boolean sendEncrypted(TlsLayer layer, ByteBuf open) {
        // A peer that is gone is told within, and then all that is still here is dropped.
        gathered = null;
        boolean sent = false;
        try {
            sent = layer.send(open);
        } finally {
            if (!sent) gathered = open;
        }
        if (sent) buffers.done(open);
        return sent;
    }

    /**
     * Lets the kernel move up to {@code atMost} bytes that wait in {@code from} to this socket, behind what was gathered. What the socket does not take waits
     * in the channel as all that is written does.
     *
     * @return how many left {@code from}; 0 if none wait there, or others wait here before them; -1 if it cannot be done between such connections
     */
    int splice(Channel from, int atMost) {
        StraightWrite way = straight;
        if (way == null || !(from instanceof EpollSocketChannel source)) return -1;
        KernelPipe pipe = KernelPipe.own();
        if (pipe == null) return -1;
        ByteBuf before = gathered;
        // The descriptor of a connection that is closed may be a stranger's by now.
        if (passed || !way.isFree() || !source.isActive() || before != null && before.readableBytes() > LEAD) return 0;
        boolean whole = false;
        try {
            int moved = through(pipe, source, way.socket(), before, atMost);
            whole = true;
            return moved;
        } catch (IOException broken) {
            return 0;
        } finally {
            // What is in the pipe belongs to this connection, whatever happens: none gets it, this one least of all with a part missing.
            if (!whole) {
                KernelPipe.forget();
                channel.close();
            }
        }
    }

    private int through(KernelPipe pipe, EpollSocketChannel source, Socket socket, @Nullable ByteBuf before, int atMost)
            throws IOException {
        int held = 0;
        if (before != null) {
            held = before.readableBytes();
            pipe.lead(before);
            gathered = null;
            buffers.done(before);
        }
        int moved = pipe.fill(source.fd(), atMost);
        int rest = held + moved - pipe.empty(socket, held + moved);
        if (rest > 0) {
            ByteBuf back = channel.alloc().directBuffer(rest);
            passed = true;
            planFlush();
            channel.write(pipe.takeBack(back, rest), channel.voidPromise());
        }
        return moved;
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
