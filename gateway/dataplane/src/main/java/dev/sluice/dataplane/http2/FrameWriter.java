package dev.sluice.dataplane.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameSizePolicy;
import io.netty.handler.codec.http2.Http2FrameTypes;
import io.netty.handler.codec.http2.Http2FrameWriter;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2HeadersEncoder;
import io.netty.handler.codec.http2.Http2Settings;
import org.jspecify.annotations.Nullable;
import io.netty.util.AsciiString;
import java.util.Map;

/**
 * Appends frames to the {@link Outbox} (RFC 9113 section 6). Netty's codec writes its control frames through here too; their promises complete when the
 * socket has them. On the event loop only.
 */
final class FrameWriter implements Http2FrameWriter, Http2FrameWriter.Configuration, Http2FrameSizePolicy {
    static final int HEADER = 9;
    static final int END_STREAM = 1;
    private static final int ACK = 1;
    private static final int END_HEADERS = 4;
    private static final int LARGEST = Http2CodecUtil.MAX_FRAME_SIZE_LOWER_BOUND;

    private final Outbox outbox;
    private final HpackWriter hpack = new HpackWriter();
    /** The peer's; ours are never larger than the protocol's first value, so that streams take turns. */
    private int peersLargest = LARGEST;

    FrameWriter(Outbox outbox) {
        this.outbox = outbox;
    }

    Outbox outbox() {
        return outbox;
    }

    HpackWriter hpack() {
        return hpack;
    }

    /**
     * DATA frames; {@code data}'s ownership passes.
     *
     * @return the mark of the last
     */
    long data(int stream, ByteBuf data, boolean end) {
        int left = data.readableBytes();
        for (; left > LARGEST; left -= LARGEST) dataFrame(stream, data.readRetainedSlice(LARGEST), LARGEST, false);
        return dataFrame(stream, data, left, end);
    }

    private long dataFrame(int stream, ByteBuf data, int length, boolean end) {
        boolean copied = length <= Outbox.COPIED;
        ByteBuf to = room(HEADER + (copied ? length : 0), data);
        long mark = outbox.mark();
        header(to, length, Http2FrameTypes.DATA, end ? END_STREAM : 0, stream);
        if (copied) {
            to.writeBytes(data, data.readerIndex(), length);
            data.release();
        } else
            outbox.pass(data);
        return mark;
    }

    /**
     * The block that {@link #hpack()} holds, in HEADERS and as many CONTINUATION frames as it takes.
     *
     * @return the mark of the HEADERS frame
     */
    long headers(int stream, boolean end) {
        byte[] block = hpack.block();
        int length = hpack.length();
        int first = Math.min(length, LARGEST);
        ByteBuf to = room(length + HEADER * (1 + length / LARGEST), null);
        long mark = outbox.mark();
        header(to, first, Http2FrameTypes.HEADERS, (end ? END_STREAM : 0) | (first == length ? END_HEADERS : 0), stream);
        to.writeBytes(block, 0, first);
        for (int at = first; at < length; at += LARGEST) {
            int next = Math.min(length - at, LARGEST);
            header(to, next, Http2FrameTypes.CONTINUATION, at + next == length ? END_HEADERS : 0, stream);
            to.writeBytes(block, at, next);
        }
        return mark;
    }

    /**
     * Room for what the peer must get: a block that is encoded and not sent would leave it with another table than ours, data that is lost with other windows.
     * Without memory for it the connection ends.
     *
     * @param data released then
     */
    private ByteBuf room(int bytes, @Nullable ByteBuf data) {
        boolean found = false;
        try {
            ByteBuf room = outbox.room(bytes);
            found = true;
            return room;
        } finally {
            if (!found) {
                if (data != null) data.release();
                outbox.end();
            }
        }
    }

    private static void header(ByteBuf to, int length, int type, int flags, int stream) {
        to.writeLong((long) length << 40 | (long) type << 32 | (long) flags << 24 | stream >>> 8);
        to.writeByte(stream);
    }

    private ChannelFuture written(ChannelPromise promise) {
        outbox.whenWritten(promise);
        return promise;
    }

    // What Netty's codec writes by itself.

    @Override
    public ChannelFuture writeData(ChannelHandlerContext ctx, int stream, ByteBuf data, int padding, boolean end, ChannelPromise promise) {
        data(stream, data, end);
        return written(promise);
    }

    @Override
    public ChannelFuture writeHeaders(ChannelHandlerContext ctx, int stream, Http2Headers headers, int padding, boolean end,
            ChannelPromise promise) {
        hpack.begin();
        for (Map.Entry<CharSequence, CharSequence> field : headers) {
            byte[] name = AsciiString.of(field.getKey()).toByteArray();
            byte[] value = AsciiString.of(field.getValue()).toByteArray();
            hpack.field(name, 0, name.length, value, 0, value.length);
        }
        headers(stream, end);
        return written(promise);
    }

    @Override
    public ChannelFuture writeHeaders(ChannelHandlerContext ctx, int stream, Http2Headers headers, int dependency, short weight,
            boolean exclusive, int padding, boolean end, ChannelPromise promise) {
        return writeHeaders(ctx, stream, headers, padding, end, promise);
    }

    @Override
    public ChannelFuture writePriority(ChannelHandlerContext ctx, int stream, int dependency, short weight, boolean exclusive,
            ChannelPromise promise) {
        return promise.setFailure(new UnsupportedOperationException("priorities are not sent"));
    }

    @Override
    public ChannelFuture writePushPromise(ChannelHandlerContext ctx, int stream, int promised, Http2Headers headers, int padding,
            ChannelPromise promise) {
        return promise.setFailure(new UnsupportedOperationException("nothing is pushed"));
    }

    @Override
    public ChannelFuture writeRstStream(ChannelHandlerContext ctx, int stream, long error, ChannelPromise promise) {
        ByteBuf to = outbox.room(HEADER + 4);
        header(to, 4, Http2FrameTypes.RST_STREAM, 0, stream);
        to.writeInt((int) error);
        return written(promise);
    }

    @Override
    public ChannelFuture writeSettings(ChannelHandlerContext ctx, Http2Settings settings, ChannelPromise promise) {
        int length = 6 * settings.size();
        ByteBuf to = outbox.room(HEADER + length);
        header(to, length, Http2FrameTypes.SETTINGS, 0, 0);
        for (var one : settings.entries()) to.writeShort(one.key()).writeInt(one.value().intValue());
        return written(promise);
    }

    @Override
    public ChannelFuture writeSettingsAck(ChannelHandlerContext ctx, ChannelPromise promise) {
        header(outbox.room(HEADER), 0, Http2FrameTypes.SETTINGS, ACK, 0);
        return written(promise);
    }

    @Override
    public ChannelFuture writePing(ChannelHandlerContext ctx, boolean ack, long data, ChannelPromise promise) {
        ByteBuf to = outbox.room(HEADER + 8);
        header(to, 8, Http2FrameTypes.PING, ack ? ACK : 0, 0);
        to.writeLong(data);
        return written(promise);
    }

    @Override
    public ChannelFuture writeGoAway(ChannelHandlerContext ctx, int last, long error, ByteBuf debug, ChannelPromise promise) {
        int length = debug.readableBytes();
        ByteBuf to = outbox.room(HEADER + 8 + length);
        header(to, 8 + length, Http2FrameTypes.GO_AWAY, 0, 0);
        to.writeInt(last).writeInt((int) error).writeBytes(debug);
        debug.release();
        return written(promise);
    }

    @Override
    public ChannelFuture writeWindowUpdate(ChannelHandlerContext ctx, int stream, int increment, ChannelPromise promise) {
        ByteBuf to = outbox.room(HEADER + 4);
        header(to, 4, Http2FrameTypes.WINDOW_UPDATE, 0, stream);
        to.writeInt(increment);
        return written(promise);
    }

    @Override
    public ChannelFuture writeFrame(ChannelHandlerContext ctx, byte type, int stream, Http2Flags flags, ByteBuf payload,
            ChannelPromise promise) {
        int length = payload.readableBytes();
        ByteBuf to = outbox.room(HEADER + length);
        header(to, length, type, flags.value(), stream);
        to.writeBytes(payload);
        payload.release();
        return written(promise);
    }

    // What the peer sets.

    @Override
    public Configuration configuration() {
        return this;
    }

    @Override
    public Http2HeadersEncoder.Configuration headersConfiguration() {
        return hpack;
    }

    @Override
    public Http2FrameSizePolicy frameSizePolicy() {
        return this;
    }

    @Override
    public void maxFrameSize(int max) throws Http2Exception {
        if (!Http2CodecUtil.isMaxFrameSizeValid(max))
            throw Http2Exception.connectionError(Http2Error.FRAME_SIZE_ERROR, "MAX_FRAME_SIZE of %d", max);
        peersLargest = max;
    }

    @Override
    public int maxFrameSize() {
        return peersLargest;
    }

    @Override
    public void close() {}
}
