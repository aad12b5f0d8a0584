package dev.sluice.dataplane.http2;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2FrameReader;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** Judges HEADERS of clients by the state of their stream where Netty's decoder is milder than RFC 9113 sections 5.1 and 5.1.1. */
final class StrictReader implements Http2FrameReader {
    private final Http2FrameReader inner;
    private final Http2Connection connection;
    private final ClosedStreams closed;
    private @Nullable Http2FrameListener strict;

    StrictReader(Http2FrameReader inner, Http2Connection connection, ClosedStreams closed) {
        this.inner = inner;
        this.connection = connection;
        this.closed = closed;
    }

    @Override
    public void readFrame(ChannelHandlerContext ctx, ByteBuf input, Http2FrameListener listener) throws Http2Exception {
        Http2FrameListener known = strict;
        if (known == null) {
            known = new Judge(listener);
            strict = known;
        }
        inner.readFrame(ctx, input, known);
    }

    @Override
    public Configuration configuration() {
        return inner.configuration();
    }

    @Override
    public void close() {
        inner.close();
    }

    private final class Judge extends Http2FrameListenerDecorator {
        Judge(Http2FrameListener listener) {
            super(listener);
        }

        @Override
        public void onHeadersRead(ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean end) throws Http2Exception {
            if (wanted(id)) super.onHeadersRead(ctx, id, headers, padding, end);
        }

        @Override
        public void onHeadersRead(ChannelHandlerContext ctx, int id, Http2Headers headers, int dependency, short weight, boolean exclusive,
                int padding,
                boolean end) throws Http2Exception {
            if (wanted(id)) super.onHeadersRead(ctx, id, headers, dependency, weight, exclusive, padding, end);
        }

        private boolean wanted(int id) throws Http2Exception {
            Http2Stream stream = connection.stream(id);
            if (stream != null) {
                if (stream.state() != Http2Stream.State.HALF_CLOSED_REMOTE || stream.isResetSent()) return true;
                throw Http2Exception.streamError(id, Http2Error.STREAM_CLOSED, "HEADERS after END_STREAM");
            }
            if (!connection.remote().mayHaveCreatedStream(id)) return true;
            return switch (closed.ended(id)) {
                case BY_PEER -> throw Http2Exception.connectionError(Http2Error.STREAM_CLOSED, "HEADERS on closed stream %d", id);
                case NEVER_OPENED ->
                    throw Http2Exception.connectionError(Http2Error.PROTOCOL_ERROR, "stream %d is below one opened before", id);
                case BY_US -> false;
                case UNKNOWN -> true;
            };
        }
    }
}
