package dev.sluice.dataplane.http2;

import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2LifecycleManager;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.netty.handler.codec.http2.Http2Stream;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * The peer's windows (RFC 9113 section 5.2), and the turns of the streams that wait for them or for the socket: a frame each, round and round. What the
 * windows and the socket take at once does not wait. On the event loop only.
 */
final class SendWindows implements Http2RemoteFlowController {
    private static final int TURN = Http2CodecUtil.MAX_FRAME_SIZE_LOWER_BOUND;

    private final Http2Connection connection;
    private final FrameWriter frames;
    private final Http2Connection.PropertyKey key;
    /** Streams whose own windows are open. */
    private final ArrayDeque<StreamOut> line = new ArrayDeque<>();
    private @Nullable ChannelHandlerContext context;
    private @Nullable Listener listener;
    private int window = Http2CodecUtil.DEFAULT_WINDOW_SIZE;
    private int firstWindow = Http2CodecUtil.DEFAULT_WINDOW_SIZE;
    private long queued;
    private boolean toldWritable;
    private boolean inTurns;

    SendWindows(Http2Connection connection, FrameWriter frames) {
        this.connection = connection;
        this.frames = frames;
        this.key = connection.newKey();
        connection.addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamAdded(Http2Stream stream) {
                stream.setProperty(key, new StreamOut(stream, SendWindows.this, frames));
            }

            @Override
            public void onStreamActive(Http2Stream stream) {
                StreamOut out = of(stream);
                out.window(firstWindow);
                out.toldWritable = isWritable(out);
            }

            @Override
            public void onStreamClosed(Http2Stream stream) {
                of(stream).drop();
                tellOfConnection();
            }
        });
    }

    StreamOut of(Http2Stream stream) {
        StreamOut out = stream.getProperty(key);
        return out;
    }

    // What streams ask and report.

    /** Whether {@code bytes} of a stream whose own window is wide enough may be sent at once. */
    boolean allow(int bytes) {
        return bytes <= window && line.isEmpty() && socketTakes();
    }

    void spend(int bytes) {
        window -= bytes;
    }

    void queued(StreamOut out, int bytes) {
        queued += bytes;
        queueUp(out);
    }

    void dequeued(int bytes) {
        queued -= bytes;
    }

    boolean isWritable(StreamOut out) {
        boolean open = isOpen();
        if (open && out.hasRoom()) return true;
        // Who is told so hears when it changes.
        toldWritable &= open;
        out.toldWritable = false;
        return false;
    }

    /** Our side of {@code stream} ends with what was gathered. */
    void finished(Http2Stream stream) {
        ChannelHandlerContext ctx = context();
        ChannelFuture when;
        if (socketTakes()) when = ctx.newSucceededFuture();
        else {
            // A peer that does not read keeps its streams until it does, and so opens no more of them.
            ChannelPromise written = ctx.newPromise();
            frames.outbox().whenWritten(written);
            when = written;
        }
        ((Http2LifecycleManager) ctx.handler()).closeStreamLocal(stream, when);
    }

    private boolean socketTakes() {
        return context().channel().isWritable();
    }

    private boolean isOpen() { return window > queued && context != null && socketTakes(); }

    private void queueUp(StreamOut out) {
        if (out.inLine || !out.isReady()) return;
        out.inLine = true;
        line.add(out);
    }

    // Who waits.

    @Override
    public void writePendingBytes() {
        if (inTurns || line.isEmpty()) return;
        inTurns = true;
        try {
            while (window > 0 && socketTakes()) {
                StreamOut next = line.poll();
                if (next == null) return;
                next.inLine = false;
                next.sendSome(Math.min(window, TURN));
                queueUp(next);
                tellOf(next);
            }
        } finally {
            inTurns = false;
        }
    }

    @Override
    public boolean hasFlowControlled(Http2Stream stream) {
        return of(stream).hasQueued();
    }

    // Who is told.

    void tellOf(StreamOut out) {
        if (tellOfConnection()) return;
        if (out.toldWritable != (isOpen() && out.hasRoom())) tell(out);
    }

    /** @return whether all were told that something has changed for all */
    private boolean tellOfConnection() {
        boolean open = isOpen();
        if (open == toldWritable) return false;
        toldWritable = open;
        try {
            connection.forEachActiveStream(stream -> {
                StreamOut out = of(stream);
                if (out.toldWritable != (isOpen() && out.hasRoom())) tell(out);
                return true;
            });
        } catch (Http2Exception impossible) {
            throw new IllegalStateException(impossible);
        }
        return true;
    }

    private void tell(StreamOut out) {
        out.toldWritable = !out.toldWritable;
        Listener hears = listener;
        if (hears != null) hears.writabilityChanged(out.stream());
    }

    @Override
    public void listener(@Nullable Listener hears) {
        listener = hears;
    }

    @Override
    public boolean isWritable(Http2Stream stream) {
        return isWritable(of(stream));
    }

    @Override
    public void channelWritabilityChanged() {
        tellOfConnection();
    }

    // What the peer says.

    @Override
    public void initialWindowSize(int bytes) throws Http2Exception {
        long more = (long) bytes - firstWindow;
        firstWindow = bytes;
        connection.forEachActiveStream(stream -> {
            StreamOut out = of(stream);
            if (out.window() + more > Integer.MAX_VALUE)
                throw Http2Exception.connectionError(Http2Error.FLOW_CONTROL_ERROR, "window of stream %d overflows", stream.id());
            widen(out, (int) more);
            return true;
        });
    }

    @Override
    public int initialWindowSize() {
        return firstWindow;
    }

    @Override
    public int windowSize(Http2Stream stream) {
        return stream.id() == Http2CodecUtil.CONNECTION_STREAM_ID ? window : of(stream).window();
    }

    @Override
    public void incrementWindowSize(Http2Stream stream, int more) throws Http2Exception {
        if ((long) windowSize(stream) + more > Integer.MAX_VALUE)
            throw Http2Exception.streamError(stream.id(), Http2Error.FLOW_CONTROL_ERROR, "window of stream %d overflows", stream.id());
        if (stream.id() == Http2CodecUtil.CONNECTION_STREAM_ID) {
            window += more;
            tellOfConnection();
        } else
            widen(of(stream), more);
    }

    private void widen(StreamOut out, int more) {
        out.window(out.window() + more);
        queueUp(out);
        tellOf(out);
    }

    @Override
    public void updateDependencyTree(int child, int parent, short weight, boolean exclusive) {
        // Priorities of RFC 7540 are deprecated (RFC 9113 section 5.3.2).
    }

    // What Netty's codec asks.

    @Override
    public void addFlowControlled(Http2Stream stream, FlowControlled payload) {
        payload.error(context(), new UnsupportedOperationException("streams send by themselves"));
    }

    @Override
    public void channelHandlerContext(ChannelHandlerContext ctx) {
        context = ctx;
        channelWritabilityChanged();
    }

    @Override
    public ChannelHandlerContext channelHandlerContext() {
        return context();
    }

    private ChannelHandlerContext context() {
        ChannelHandlerContext known = context;
        if (known == null) throw new IllegalStateException("not in a pipeline yet");
        return known;
    }
}
