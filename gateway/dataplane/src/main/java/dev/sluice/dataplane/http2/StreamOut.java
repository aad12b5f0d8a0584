package dev.sluice.dataplane.http2;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.RequestHead;
import dev.sluice.dataplane.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** What we send on one stream: frames in order, those beyond the peer's windows when it opens them. On the event loop only. */
final class StreamOut {
    private final Http2Stream stream;
    private final SendWindows windows;
    private final FrameWriter frames;
    /** What the peer takes of this stream, in bytes; below zero after it has lowered its first window (RFC 9113 section 6.9.2). */
    private int window;
    private @Nullable ArrayDeque<ByteBuf> queue;
    private int queued;
    private boolean endQueued;
    private @Nullable Headers trailers;
    private @Nullable Runnable ended;
    private boolean over;
    private long lastFrame = Outbox.NOWHERE;

    /** Stands in the line of those that wait for their turn. */
    boolean inLine;
    /** As its listener knows it. */
    boolean toldWritable;

    StreamOut(Http2Stream stream, SendWindows windows, FrameWriter frames) {
        this.stream = stream;
        this.windows = windows;
        this.frames = frames;
    }

    Http2Stream stream() {
        return stream;
    }

    int window() {
        return window;
    }

    void window(int bytes) {
        window = bytes;
    }

    /** Whether more than is queued would go. */
    boolean hasRoom() {
        return !over && window > queued;
    }

    boolean hasQueued() {
        return queued > 0;
    }

    /** Whether its own window lets go what is queued. */
    boolean isReady() { return queued > 0 && window > 0; }

    boolean isWritable() { return windows.isWritable(this); }

    private boolean isOver() { return over || stream.isResetSent(); }

    // Sending.

    void informational(ResponseHead head) {
        if (isOver()) return;
        OutgoingHeaders.response(frames.hpack(), head);
        frames.headers(stream.id(), false);
        stream.headersSent(true);
    }

    /** @param ended called when the end is gathered */
    void response(ResponseHead head, boolean end, @Nullable Runnable ended) {
        if (isOver()) return;
        OutgoingHeaders.response(frames.hpack(), head);
        head(end, ended);
    }

    void request(RequestHead head, boolean end) {
        OutgoingHeaders.request(frames.hpack(), head);
        head(end, null);
    }

    private void head(boolean end, @Nullable Runnable then) {
        lastFrame = frames.headers(stream.id(), end);
        stream.headersSent(false);
        if (end) finished(then);
    }

    /** Ownership of {@code data} passes. */
    void data(ByteBuf data) {
        int length = data.readableBytes();
        if (isOver() || length == 0) {
            data.release();
            return;
        }
        if (queued == 0 && length <= window && windows.allow(length)) send(data, length, false);
        else {
            ArrayDeque<ByteBuf> line = queue;
            if (line == null) {
                line = new ArrayDeque<>(4);
                queue = line;
            }
            line.add(data);
            queued += length;
            windows.queued(this, length);
        }
        windows.tellOf(this);
    }

    /** @param then called when the end is gathered, which may be within this call; never if the stream ends before */
    void end(@Nullable Headers trailers, @Nullable Runnable then) {
        if (isOver() || endQueued) return;
        this.trailers = trailers;
        if (queued == 0) {
            sendEnd(then);
            return;
        }
        endQueued = true;
        ended = then;
    }

    /** Its turn: sends of what is queued as much as one frame takes, and {@code most} at most. */
    void sendSome(int most) {
        ArrayDeque<ByteBuf> line = queue;
        if (stream.isResetSent()) drop();
        if (over || line == null) return;
        ByteBuf first = line.peek();
        int length = first == null ? 0 : Math.min(first.readableBytes(), Math.min(most, window));
        if (first == null || length <= 0) return;
        boolean whole = length == first.readableBytes();
        if (whole) line.remove();
        queued -= length;
        windows.dequeued(length);
        boolean last = endQueued && queued == 0;
        boolean endsHere = last && trailers == null;
        send(whole ? first : first.readRetainedSlice(length), length, endsHere);
        if (endsHere) finished(ended);
        else if (last) sendEnd(ended);
    }

    private void send(ByteBuf data, int length, boolean end) {
        window -= length;
        windows.spend(length);
        lastFrame = frames.data(stream.id(), data, end);
    }

    private void sendEnd(@Nullable Runnable then) {
        Headers last = trailers;
        if (last != null) {
            OutgoingHeaders.trailers(frames.hpack(), last);
            frames.headers(stream.id(), true);
            stream.headersSent(false);
        } else if (!frames.outbox().endStream(lastFrame)) frames.data(stream.id(), Unpooled.EMPTY_BUFFER, true);
        finished(then);
    }

    private void finished(@Nullable Runnable then) {
        over = true;
        windows.finished(stream);
        if (then != null) then.run();
    }

    /** Nothing more is sent, also of what is queued. */
    void drop() {
        over = true;
        ArrayDeque<ByteBuf> line = queue;
        queue = null;
        if (line != null) line.forEach(ByteBuf::release);
        if (queued == 0) return;
        windows.dequeued(queued);
        queued = 0;
    }
}
