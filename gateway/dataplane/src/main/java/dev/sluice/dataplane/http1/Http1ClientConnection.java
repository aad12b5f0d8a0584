package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.FittedReads;
import dev.sluice.dataplane.http.UpstreamConnection;
import dev.sluice.dataplane.http.UpstreamEvents;
import dev.sluice.dataplane.http.UpstreamFailure;
import dev.sluice.dataplane.http.UpstreamStream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An upstream connection of HTTP/1.1. It is used again only after a request that was written whole and a response that was read whole with nothing
 * behind it; on any doubt it is closed. On its event loop only.
 */
final class Http1ClientConnection extends ChannelInboundHandlerAdapter implements UpstreamConnection {
    private static final int HEAD_BYTES = 60 * 1024;
    private static final int STATUS_LINE_BYTES = 8 * 1024;
    private static final int HEADER_FIELDS = 100;

    private final Channel channel;
    private final String endpoint;
    private final Owner owner;
    private final HeadScanner scanner = new HeadScanner(HEAD_BYTES, STATUS_LINE_BYTES, HEADER_FIELDS);
    final Outbound out;
    private final @Nullable Splicing splicing;

    private @Nullable Http1ClientStream stream;
    private @Nullable ByteBuf input;
    /** The input is a read as it came, and may keep far more than it holds. */
    private boolean unfitted;
    private boolean processing;
    private boolean draining;
    private boolean closed;
    private boolean inputOver;
    private boolean broken;

    Http1ClientConnection(Channel channel, String endpoint, Owner owner) {
        this.channel = channel;
        this.endpoint = endpoint;
        this.owner = owner;
        this.out = new Outbound(channel);
        this.splicing = Splicing.of(channel);
        // A failed write must not throw away an answer that waits unread behind it.
        channel.config().setAutoClose(false);
    }

    @Override
    public int capacity() {
        return stream == null && !isLeaving() ? 1 : 0;
    }

    @Override
    public boolean isLeaving() { return draining || closed || !channel.isActive(); }

    @Override
    public UpstreamStream open(UpstreamEvents events) {
        if (capacity() == 0) throw new IllegalStateException("connection to " + endpoint + " is not free");
        var opened = new Http1ClientStream(this, events);
        stream = opened;
        scanner.reset();
        if (splicing != null) splicing.requested();
        updateReading();
        return opened;
    }

    String endpoint() {
        return endpoint;
    }

    Channel channel() {
        return channel;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf data)) return;
        if (closed || stream == null) {
            data.release();
            closeNow();
            return;
        }
        if (splicing != null) splicing.read(data);
        Http1ClientStream current = stream;
        ByteBuf held = input;
        // Pieces of a body may be kept one by one; what comes with a head is mostly taken at once.
        boolean fit = held == null && (current != null && !current.awaitsHead());
        input = held != null ? Joined.of(channel.alloc(), held, data) : fit ? FittedReads.fitted(data) : data;
        unfitted = held == null && !fit;
        process();
    }

    private void process() {
        if (processing) return;
        processing = true;
        try {
            while (!closed) {
                ByteBuf held = input;
                if (held == null) break;
                if (!held.isReadable()) {
                    held.release();
                    input = null;
                    break;
                }
                Http1ClientStream current = stream;
                if (current == null) {
                    closeNow();
                    break;
                }
                if (!current.reading()) break;
                if (!(current.awaitsHead() ? readHead(current, held) : current.readBody(held))) break;
            }
            Http1ClientStream current = stream;
            if (splicing != null && current != null && input == null && !closed && !inputOver) current.follow(splicing);
        } catch (Malformed fault) {
            fail(new UpstreamFailure.ProtocolError(endpoint, fault.what()));
        } finally {
            processing = false;
        }
        ByteBuf rest = input;
        // An idle connection must not hold on to a receive buffer that it has read.
        if (closed || rest != null && !rest.isReadable()) dropInput();
        else if (rest != null && unfitted) {
            unfitted = false;
            // Released even if there is no memory for its copy.
            input = null;
            input = FittedReads.fitted(rest);
        }
        if (closed) return;
        if (inputOver && !isHeldBack()) closeNow();
        else
            updateReading();
    }

    /** Whether input waits for a client that takes nothing now. */
    private boolean isHeldBack() {
        Http1ClientStream current = stream;
        return holdsMore() && current != null && !current.reading();
    }

    private boolean readHead(Http1ClientStream current, ByteBuf held) throws Malformed {
        int length = scanner.scan(held);
        if (length < 0) return false;
        byte[] text = new byte[length + ResponseParser.SPARE];
        held.readBytes(text, 0, length);
        scanner.reset();
        ResponseParser.Parsed parsed = ResponseParser.parse(text, length);
        if (splicing != null) splicing.answered(parsed.framing().length());
        current.headRead(parsed);
        return true;
    }

    /** Whether bytes wait behind the message that was just read whole. */
    boolean holdsMore() {
        ByteBuf held = input;
        return held != null && held.isReadable();
    }

    /** The response was read whole. {@code reusable}: and the request written whole, and both sides keep the connection. */
    void responseEnded(boolean reusable) {
        if (reusable && !holdsMore() && !draining && channel.isActive()) {
            stream = null;
            owner.capacityChanged(this);
        } else
            closeQuietly();
    }

    /** The stream is given up: nothing that follows on this connection can be trusted. */
    void abandoned() {
        closeQuietly();
    }

    void resumed() {
        process();
    }

    void readingChanged() {
        if (!processing) updateReading();
    }

    private void updateReading() {
        Http1ClientStream current = stream;
        boolean reading = current == null || current.reading();
        if (channel.config().isAutoRead() != reading) channel.config().setAutoRead(reading);
    }

    void tunnelBegun() {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
    }

    void endOutput() {
        out.flush();
        LingeringClose.endOutput(channel);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Http1ClientStream current = stream;
        if (current != null) current.writabilityChanged(channel.isWritable());
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            Http1ClientStream current = stream;
            if (current != null && current.isTunnel()) current.tunnelInputEnded();
            else
                closeNow();
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        inputOver = true;
        process();
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        broken = true;
        // The endpoint may have answered before it stopped reading: its answer is read until the channel says that it ended.
        if (!(cause instanceof IOException) || !channel.isActive()) closeNow();
    }

    @Override
    public void close() {
        closeNow();
    }

    @Override
    public void drain() {
        draining = true;
        if (stream == null) closeNow();
    }

    private void closeNow() {
        Http1ClientStream current = stream;
        if (current != null && !closed && !current.responseEnded()) {
            if (current.endsWithConnection() && inputOver && !broken) {
                readRest(current);
                return;
            }
            fail(new UpstreamFailure.ConnectionLost(endpoint, current.headSent()));
            return;
        }
        closeQuietly();
    }

    /** The connection's end is the response's; what was read before and not yet taken is handed over first, wanted or not. */
    private void readRest(Http1ClientStream current) {
        ByteBuf held = input;
        input = null;
        closeQuietly();
        current.connectionEnded(held);
    }

    private void fail(UpstreamFailure failure) {
        Http1ClientStream current = stream;
        closeQuietly();
        if (current != null) current.failed(failure);
    }

    private void closeQuietly() {
        if (closed) return;
        closed = true;
        stream = null;
        out.discard();
        if (!processing) dropInput();
        channel.close();
        owner.closed(this);
    }

    private void dropInput() {
        ByteBuf held = input;
        input = null;
        if (held != null) held.release();
    }
}
