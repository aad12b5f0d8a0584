package dev.sluice.dataplane.http2;

import static io.netty.buffer.Unpooled.EMPTY_BUFFER;

import dev.sluice.dataplane.http.UpstreamConnection;
import dev.sluice.dataplane.http.UpstreamEvents;
import dev.sluice.dataplane.http.UpstreamStream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Connection;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2EventAdapter;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** An upstream connection of HTTP/2. Takes requests until the peer's bound, its GOAWAY or our drain. On its event loop only. */
final class Http2ClientConnection extends Http2EventAdapter implements UpstreamConnection, Wire.Faults {
    private static final int HEAD_BYTES = 60 * 1024;
    private static final int HEADER_FIELDS = 200;
    private static final int STREAM_WINDOW = 128 * 1024;
    private static final int CONNECTION_WINDOW = 2 * 1024 * 1024;
    /** Where the peer's SETTINGS name no bound; also the most that one connection is given, whatever is configured. */
    static final int MAX_STREAMS = 100;

    private final Channel channel;
    private final String endpoint;
    private final Owner owner;
    private final Wire wire;
    private final Http2Connection.PropertyKey streamKey;
    private final ResetBudget resets = new ResetBudget();
    private int open;
    private final int most;
    /** Nothing before the peer's SETTINGS: what it would not take must not be sent to it, since not every request may be sent twice. */
    private int bound;
    private boolean settled;
    private boolean leaving;
    private boolean closed;
    private int lastTaken = Integer.MAX_VALUE;

    Http2ClientConnection(Channel channel, String endpoint, int maxConcurrentStreams, Owner owner) {
        this.most = Math.clamp(maxConcurrentStreams, 1, MAX_STREAMS);
        this.channel = channel;
        this.endpoint = endpoint;
        this.owner = owner;
        var settings = new Http2Settings().pushEnabled(false).initialWindowSize(STREAM_WINDOW).maxHeaderListSize(HEAD_BYTES);
        this.wire = Wire.client(settings, HEADER_FIELDS, HEAD_BYTES, this, this);
        this.streamKey = wire.connection().newKey();
    }

    void start() {
        wire.connection().addListener(new Http2ConnectionAdapter() {
            @Override
            public void onGoAwayReceived(int last, long error, ByteBuf debug) {
                lastTaken = last;
                leaving = true;
            }

            @Override
            public void onStreamClosed(Http2Stream stream) {
                streamClosed(stream);
            }
        });
        wire.encoder().flowController().listener(stream -> {
            Http2ClientStream known = stream.getProperty(streamKey);
            if (known != null) known.writabilityChanged();
        });
        wire.addTo(channel.pipeline());
        wire.widenConnectionWindow(CONNECTION_WINDOW);
        wire.flushSoon();
        channel.closeFuture().addListener(gone -> {
            closed = true;
            owner.closed(this);
        });
    }

    Wire wire() {
        return wire;
    }

    String endpoint() {
        return endpoint;
    }

    Http2Connection.PropertyKey streamKey() {
        return streamKey;
    }

    @Override
    public int capacity() {
        return isLeaving() ? 0 : Math.max(0, bound - open);
    }

    @Override
    public boolean isLeaving() { return leaving || closed || !channel.isActive(); }

    @Override
    public UpstreamStream open(UpstreamEvents events) {
        if (capacity() == 0) throw new IllegalStateException("connection to " + endpoint + " is full");
        open++;
        return new Http2ClientStream(this, events);
    }

    /** A stream that was opened here has ended, or never began. */
    void ended() {
        open--;
        if (leaving && open == 0) closeGracefully();
        else
            owner.capacityChanged(this);
    }

    /** A stream was cancelled. Beyond a number of them new streams go elsewhere and those that run here end in peace. */
    void resetSent() {
        if (!resets.spend(channel.eventLoop().ticker().nanoTime())) leaving = true;
    }

    /** Whether the peer has said that it did not take stream {@code id}. */
    boolean untaken(int id) {
        return id > lastTaken;
    }

    // What the peer sends.

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) {
        Long peers = settings.maxConcurrentStreams();
        if (peers == null && settled) return;
        settled = true;
        bound = peers == null ? most : (int) Math.min(peers, most);
        owner.capacityChanged(this);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int id, Http2Headers headers, int dependency, short weight, boolean exclusive,
            int padding, boolean end) {
        onHeadersRead(ctx, id, headers, padding, end);
    }

    @Override
    public void onHeadersRead(ChannelHandlerContext ctx, int id, Http2Headers headers, int padding, boolean end) {
        Http2ClientStream known = stream(id);
        if (known != null) known.headersRead((HeaderBlock) headers, end);
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int id, ByteBuf data, int padding, boolean end) {
        Http2ClientStream known = stream(id);
        return known == null ? data.readableBytes() + padding : known.dataRead(data, padding, end);
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int id, long error) {
        Http2ClientStream known = stream(id);
        if (known != null) known.resetRead(error);
    }

    @Override
    public void onGoAwayRead(ChannelHandlerContext ctx, int last, long error, ByteBuf debug) {
        if (open == 0) closeGracefully();
        else
            owner.capacityChanged(this);
    }

    private @Nullable Http2ClientStream stream(int id) {
        Http2Stream stream = wire.connection().stream(id);
        return stream == null ? null : stream.getProperty(streamKey);
    }

    private void streamClosed(Http2Stream stream) {
        Http2ClientStream known = stream.getProperty(streamKey);
        if (known == null) return;
        wire.streamEnded(stream.id(), known.endedByPeer());
        known.closed();
    }

    @Override
    public void connectionFailed(Http2Exception why) {
        leaving = true;
    }

    @Override
    public void streamFailed(int id, Http2Exception.StreamException why) {
        Http2ClientStream known = stream(id);
        if (known != null) known.malformed(why.error() + ": " + why.getMessage());
    }

    @Override
    public void close() {
        closed = true;
        wire.closeNow();
    }

    @Override
    public void drain() {
        leaving = true;
        if (open == 0) closeGracefully();
    }

    private void closeGracefully() {
        if (closed) return;
        closed = true;
        if (!channel.isActive()) return;
        ChannelHandlerContext ctx = wire.context();
        wire.goAway(ctx, 0, Http2Error.NO_ERROR.code(), EMPTY_BUFFER, ctx.newPromise());
        ctx.writeAndFlush(EMPTY_BUFFER).addListener(done -> wire.closeNow());
    }
}
