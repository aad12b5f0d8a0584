package dev.sluice.dataplane.http2;

import static io.netty.buffer.Unpooled.EMPTY_BUFFER;

import dev.sluice.dataplane.http.DownstreamConnection;
import dev.sluice.dataplane.http.RequestHandler;
import dev.sluice.dataplane.http.ServerConnection;
import dev.sluice.rules.model.HttpOptions;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client connection of HTTP/2: finds the stream of each frame, keeps the measure of all, leaves in two steps. On its event loop only. */
final class Http2ServerConnection extends Http2EventAdapter implements ServerConnection, Wire.Faults {
    /** How long a client may take to hear the first GOAWAY before the second says which streams were its last. */
    private static final Duration GOAWAY_GRACE = Duration.ofSeconds(1);
    private static final long DRAIN_PING = 0x536c75696365L;

    private enum Leaving {
        NO,
        /** The first GOAWAY is out: streams under way to us are still taken. */
        ANNOUNCED,
        /** No new stream is taken; the end of the last one closes. */
        LAST
    }

    private final Channel channel;
    private final DownstreamConnection facts;
    private final RequestHandler handler;
    private final HttpOptions options;
    private final Wire wire;
    private final Http2Connection.PropertyKey streamKey;
    private final FrameBudget budget = new FrameBudget();
    private int open;
    private Leaving leaving = Leaving.NO;
    private boolean closed;
    private boolean served;
    private boolean leaveAfterFirst;
    private @Nullable Future<?> idle;

    Http2ServerConnection(Channel channel, DownstreamConnection facts, RequestHandler handler, HttpOptions options) {
        this.channel = channel;
        this.facts = facts;
        this.handler = handler;
        this.options = options;
        var settings = new Http2Settings().maxConcurrentStreams(options.maxConcurrentStreams())
                .initialWindowSize(options.http2StreamWindow())
                .maxHeaderListSize(options.maxHeadBytes());
        this.wire = Wire.server(settings, options.maxHeaders(), options.maxHeadBytes(), this, this);
        this.streamKey = wire.connection().newKey();
    }

    void start() {
        Http2Connection connection = wire.connection();
        // Netty would refuse early streams in a way that makes their bodies a connection error; until the client knows the bound they are refused one by one here.
        connection.remote().maxActiveStreams(options.maxConcurrentStreams() * 2 + 100);
        connection.addListener(new Http2ConnectionAdapter() {
            @Override
            public void onStreamClosed(Http2Stream closedStream) {
                streamClosed(closedStream);
            }
        });
        wire.encoder().flowController().listener(stream -> {
            Http2ServerStream known = stream.getProperty(streamKey);
            if (known != null) known.writabilityChanged();
        });
        wire.addTo(channel.pipeline());
        wire.widenConnectionWindow(options.http2ConnectionWindow());
        wire.flushSoon();
        awaitFirst();
        long period = (options.streamIdle().isZero() ? HttpOptions.DEFAULT : options).streamIdle().toNanos();
        Future<?> looking = channel.eventLoop().scheduleAtFixedRate(this::cutStuckAnswers, period, period, TimeUnit.NANOSECONDS);
        channel.closeFuture().addListener(gone -> {
            stopIdle();
            looking.cancel(false);
        });
    }

    /** Given, and not taken for a whole period because the client opens no window: no timeout of a request covers it any more. */
    private void cutStuckAnswers() {
        var stuck = new ArrayList<Http2ServerStream>();
        try {
            wire.connection().forEachActiveStream(stream -> {
                Http2ServerStream known = stream.getProperty(streamKey);
                if (known != null && known.isStuck()) stuck.add(known);
                return true;
            });
        } catch (Http2Exception impossible) {
            wire.onError(wire.context(), true, impossible);
        }
        for (Http2ServerStream one : stuck) one.cut(Http2Error.CANCEL);
    }

    DownstreamConnection facts() {
        return facts;
    }

    Wire wire() {
        return wire;
    }

    FrameBudget budget() {
        return budget;
    }

    // What the client sends.

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int id, Http2Headers headers, int dependency, short weight, boolean exclusive,
            int padding, boolean end) {
        onHeadersRead(ctx, id, headers, padding, end);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean end) {
        Http2Stream stream = wire.connection().stream(id);
        Http2ServerStream known = stream.getProperty(streamKey);
        var block = (HeaderBlock) headers;
        if (known != null) known.trailersRead(block);
        // What stands in the same read behind a connection error is not served any more.
        else if (!closed) begin(stream, block, end);
    }

    private void begin(Http2Stream stream, HeaderBlock block, boolean end) {
        budget.streamOpened();
        open++;
        stopIdle();
        var begun = new Http2ServerStream(this, stream);
        stream.setProperty(streamKey, begun);
        if (open > options.maxConcurrentStreams()) {
            begun.cut(Http2Error.REFUSED_STREAM);
            return;
        }
        switch (RequestHeads.read(block, facts.tls() ? "https" : "http", options.maxRequestLineBytes())) {
            case RequestHeads.Reading.Head read -> {
                served = true;
                if (leaveAfterFirst) announce();
                begun.start(handler, read.head(), end);
            }
            case RequestHeads.Reading.Refused refused -> {
                begun.refuse(refused.status());
                handler.refused(facts, refused.status(), refused.what());
            }
            case RequestHeads.Reading.Malformed malformed -> {
                begun.cut(Http2Error.PROTOCOL_ERROR);
                handler.refused(facts, 0, malformed.what());
            }
        }
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean end) {
        Http2ServerStream known = wire.connection().stream(id).getProperty(streamKey);
        return known == null ? data.readableBytes() + padding : known.dataRead(data, padding, end);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int id, long error) {
        Http2ServerStream known = wire.connection().stream(id).getProperty(streamKey);
        if (known != null) known.resetByPeer();
    }

    @Override
    public void onPriorityRead(ChannelHandlerContext ctx, int id, int dependency, short weight, boolean exclusive) throws Http2Exception {
        budget.priority();
    }

    @Override
    public void onWindowUpdateRead(ChannelHandlerContext ctx, int id, int increment) throws Http2Exception {
        budget.windowUpdate();
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        budget.other();
    }

    @Override
    public void onUnknownFrame(ChannelHandlerContext ctx, byte type, int id, Http2Flags flags, ByteBuf payload) throws Http2Exception {
        budget.other();
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) {
        if (data == DRAIN_PING) lastGoAway();
    }

    @Override
    public void onGoAwayRead(ChannelHandlerContext ctx, int last, long error, ByteBuf debug) {
        leaving = Leaving.LAST;
        closeIfDone();
    }

    private void streamClosed(Http2Stream stream) {
        Http2ServerStream known = stream.getProperty(streamKey);
        if (known == null) return;
        open--;
        wire.streamEnded(stream.id(), known.endedByPeer());
        known.closed();
        if (open == 0) {
            closeIfDone();
            awaitNext();
        }
    }

    @Override
    public void connectionFailed(Http2Exception why) {
        if (!closed) handler.refused(facts, 0, "HTTP/2 " + why.error() + ": " + why.getMessage());
        closed = true;
    }

    @Override
    public void streamFailed(int id, Http2Exception.StreamException why) {
        if (why instanceof Http2Exception.HeaderListSizeException)
            handler.refused(facts, 431, "a head beyond " + options.maxHeadBytes() + " bytes");
    }

    // Idleness.

    private void awaitFirst() {
        idleIn(options.headTimeout());
    }

    private void awaitNext() {
        if (leaving == Leaving.NO) idleIn(options.connectionIdle());
    }

    private void idleIn(Duration time) {
        stopIdle();
        if (time.isZero() || !channel.isActive()) return;
        idle = channel.eventLoop().schedule(this::announce, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void stopIdle() {
        Future<?> standing = idle;
        if (standing != null) standing.cancel(false);
        idle = null;
    }

    // Leaving.

    @Override
    public void drain() {
        // A client that hears GOAWAY before it could ask for anything would have come in vain: its first request is taken, then it hears so.
        if (served) announce();
        else
            leaveAfterFirst = true;
    }

    private void announce() {
        if (leaving != Leaving.NO || !channel.isActive()) return;
        leaving = Leaving.ANNOUNCED;
        stopIdle();
        ChannelHandlerContext ctx = wire.context();
        wire.goAway(ctx, Integer.MAX_VALUE, Http2Error.NO_ERROR.code(), EMPTY_BUFFER, ctx.newPromise());
        wire.encoder().writePing(ctx, false, DRAIN_PING, ctx.newPromise());
        wire.flushSoon();
        channel.eventLoop().schedule(this::lastGoAway, GOAWAY_GRACE.toNanos(), TimeUnit.NANOSECONDS);
    }

    private void lastGoAway() {
        if (leaving != Leaving.ANNOUNCED || !channel.isActive()) return;
        leaving = Leaving.LAST;
        ChannelHandlerContext ctx = wire.context();
        wire.goAway(ctx, wire.connection().remote().lastStreamCreated(), Http2Error.NO_ERROR.code(), EMPTY_BUFFER, ctx.newPromise());
        wire.flushSoon();
        closeIfDone();
    }

    private void closeIfDone() {
        if (leaving != Leaving.LAST || open > 0 || closed) return;
        closed = true;
        ChannelHandlerContext ctx = wire.context();
        // Behind everything that was written before.
        ctx.writeAndFlush(EMPTY_BUFFER).addListener(done -> wire.closeNow());
    }

    @Override
    public int requestsInFlight() {
        return open;
    }

    @Override
    public void close() {
        if (channel.isActive() && leaving != Leaving.LAST) {
            ChannelHandlerContext ctx = wire.context();
            wire.goAway(ctx, wire.connection().remote().lastStreamCreated(), Http2Error.NO_ERROR.code(), EMPTY_BUFFER, ctx.newPromise());
            ctx.flush();
        }
        closed = true;
        wire.closeNow();
    }
}
