package dev.sluice.dataplane.http2;

import dev.sluice.dataplane.http.Flushes;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http2.AbstractHttp2ConnectionHandlerBuilder;
import io.netty.handler.codec.http2.DefaultHttp2Connection;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionDecoder;
import io.netty.handler.codec.http2.DefaultHttp2ConnectionEncoder;
import io.netty.handler.codec.http2.DefaultHttp2FrameReader;
import io.netty.handler.codec.http2.DefaultHttp2HeadersDecoder;
import io.netty.handler.codec.http2.Http2CodecUtil;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionEncoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2PromisedRequestVerifier;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Netty's HTTP/2 codec put together with our header blocks, our way out, bounds and one flush per turn of the loop. On its event loop only. */
final class Wire extends Http2ConnectionHandler {
    private static final int MAX_SMALL_CONTINUATIONS = 16;

    /** Hears of what goes wrong below the frames. */
    interface Faults {
        /** Every stream and the connection end because of this. */
        void connectionFailed(Http2Exception why);

        /** The codec answers or resets the stream itself. */
        void streamFailed(int stream, Http2Exception.StreamException why);
    }

    private final Faults faults;
    private final ClosedStreams closed;
    private final FrameWriter frames;
    private final SendWindows windows;
    private @Nullable ChannelHandlerContext context;
    private boolean flushComing;
    private final Runnable planned = this::flushNow;

    private Wire(Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings, ClosedStreams closed,
            FrameWriter frames, SendWindows windows, Faults faults) {
        super(decoder, encoder, settings, true);
        this.closed = closed;
        this.frames = frames;
        this.windows = windows;
        this.faults = faults;
    }

    static Wire server(Http2Settings settings, int maxFields, int maxHeadBytes, Http2FrameListener listener, Faults faults) {
        return build(true, settings, maxFields, maxHeadBytes, listener, faults);
    }

    static Wire client(Http2Settings settings, int maxFields, int maxHeadBytes, Http2FrameListener listener, Faults faults) {
        return build(false, settings, maxFields, maxHeadBytes, listener, faults);
    }

    private static Wire build(boolean server, Http2Settings settings, int maxFields, int maxHeadBytes, Http2FrameListener listener,
            Faults faults) {
        return new Builder(new DefaultHttp2Connection(server, 0), settings, maxFields, maxHeadBytes, listener, faults).build();
    }

    void addTo(ChannelPipeline pipeline) {
        pipeline.addLast("http2-outbox", frames.outbox());
        pipeline.addLast("http2", this);
    }

    StreamOut out(Http2Stream stream) {
        return windows.of(stream);
    }

    /** Whether the peer has not said that it takes no heads as large as {@code size}, as SETTINGS_MAX_HEADER_LIST_SIZE counts. */
    boolean takesHead(long size) {
        return size <= frames.hpack().maxHeaderListSize();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
        context = ctx;
        super.handlerAdded(ctx);
    }

    ChannelHandlerContext context() {
        ChannelHandlerContext known = context;
        if (known == null) throw new IllegalStateException("not in a pipeline yet");
        return known;
    }

    /** Writes what was queued in this turn of the loop with one flush. */
    void flushSoon() {
        if (flushComing) return;
        flushComing = true;
        Flushes.of(context().channel().eventLoop()).plan(planned);
    }

    private void flushNow() {
        flushComing = false;
        flush(context());
    }

    /** Raises the connection's window from the protocol's 64 KiB. */
    void widenConnectionWindow(int bytes) {
        try {
            Http2Connection connection = connection();
            int more = bytes - connection.local().flowController().windowSize(connection.connectionStream());
            if (more > 0) connection.local().flowController().incrementWindowSize(connection.connectionStream(), more);
        } catch (Http2Exception impossible) {
            onError(context(), true, impossible);
        }
    }

    /** To be told of every stream's end, so that what comes late can be judged. */
    void streamEnded(int id, boolean byPeer) {
        closed.closed(id, byPeer);
    }

    void closeNow() {
        context().close();
    }

    /** A broken socket or record, and whatever else is not of the protocol, leaves nobody to talk to. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) throws Exception {
        boolean ofProtocol = Http2CodecUtil.getEmbeddedHttp2Exception(cause) != null;
        if (!ofProtocol) ctx.close();
        if (ofProtocol || !(cause instanceof IOException)) super.exceptionCaught(ctx, cause);
    }

    @Override
    protected void onConnectionError(ChannelHandlerContext ctx, boolean outbound, Throwable cause, @Nullable Http2Exception http2) {
        Http2Exception why = http2 == null
                ? Http2Exception.connectionError(Http2Error.INTERNAL_ERROR, cause, "internal error")
                : http2;
        faults.connectionFailed(why);
        super.onConnectionError(ctx, outbound, cause, why);
    }

    @Override
    protected void onStreamError(ChannelHandlerContext ctx, boolean outbound, Throwable cause, Http2Exception.StreamException http2) {
        // What we had still to write to a stream that is over fails so; whoever listens for the stream's end hears why it ended.
        if (outbound && http2.error() == Http2Error.STREAM_CLOSED) return;
        int id = http2.streamId();
        boolean late = http2.error() == Http2Error.STREAM_CLOSED && connection().stream(id) == null
                && closed.ended(id) == ClosedStreams.Ended.BY_US;
        // We have said so once; to answer each frame that was under way would make honest uploads look like an attack.
        if (late) return;
        faults.streamFailed(id, http2);
        super.onStreamError(ctx, outbound, cause, http2);
    }

    /** Yields {@link HeaderBlock}s. */
    private static final class BlockDecoder extends DefaultHttp2HeadersDecoder {
        private final int maxFields;

        BlockDecoder(int maxFields, int maxHeadBytes) {
            super(false, false, maxHeadBytes);
            this.maxFields = maxFields;
        }

        @Override
        protected Http2Headers newHeaders() {
            return new HeaderBlock(maxFields);
        }
    }

    private static final class Builder extends AbstractHttp2ConnectionHandlerBuilder<Wire, Builder> {
        private final Faults faults;
        private final ClosedStreams closed = new ClosedStreams();
        private final FrameWriter frames = new FrameWriter(new Outbox());
        private final SendWindows windows;

        /** Netty wraps the decoder by itself: at most 2 empty DATA frames in a row, at most 200 RST_STREAM within 30 s from a client. */
        Builder(Http2Connection connection, Http2Settings settings, int maxFields, int maxHeadBytes,
                Http2FrameListener listener, Faults faults) {
            this.faults = faults;
            Http2FrameReader reader = new DefaultHttp2FrameReader(new BlockDecoder(maxFields, maxHeadBytes), MAX_SMALL_CONTINUATIONS);
            if (connection.isServer()) reader = new StrictReader(reader, connection, closed);
            windows = new SendWindows(connection, frames);
            connection.remote().flowController(windows);
            var encoder = new OutgoingLimits(new DefaultHttp2ConnectionEncoder(connection, frames));
            codec(new DefaultHttp2ConnectionDecoder(connection, encoder, reader, Http2PromisedRequestVerifier.ALWAYS_VERIFY, true, true,
                    false), encoder);
            initialSettings(settings);
            frameListener(listener);
        }

        @Override
        protected Wire build() {
            return super.build();
        }

        @Override
        protected Wire build(Http2ConnectionDecoder decoder, Http2ConnectionEncoder encoder, Http2Settings settings) {
            return new Wire(decoder, encoder, settings, closed, frames, windows, faults);
        }
    }
}
