package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.FittedReads;
import dev.sluice.dataplane.http.DownstreamConnection;
import dev.sluice.rules.model.HttpOptions;
import dev.sluice.dataplane.http.RequestHandler;
import dev.sluice.dataplane.http.ServerConnection;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A client connection of HTTP/1.1: one request at a time, in order; what a client sends ahead waits, at first here, then in its own socket. On its
 * event loop only.
 */
final class Http1ServerConnection extends ChannelInboundHandlerAdapter implements ServerConnection {
    /** Unread body that is thrown away after an early answer, so that the connection can live. */
    private static final long DRAINED = 64 * 1024;
    private static final Duration DRAIN_TIME = Duration.ofSeconds(5);
    private static final Duration LINGER = Duration.ofSeconds(1);
    private static final Duration DRAIN_IDLE = Duration.ofSeconds(1);

    private enum Phase {
        /** Serving, or waiting for a request. */
        OPEN,
        /** The last answer is given; input is thrown away until the client closes or the linger time is over. */
        LINGERING, CLOSED
    }

    private final Channel channel;
    private final DownstreamConnection facts;
    private final RequestHandler handler;
    private final HttpOptions options;
    private final RequestParser parser;
    private final HeadScanner scanner;
    private final Deadline deadline;
    private final Ahead ahead = new Ahead();
    final Outbound out;

    private Phase phase = Phase.OPEN;
    private @Nullable ByteBuf input;
    /** The input is a read as it came, and may keep far more than it holds. */
    private boolean unfitted;
    private @Nullable Http1ServerStream stream;
    private boolean processing;
    private boolean draining;
    private boolean served;
    private boolean heldBack;
    private boolean flushed;
    private boolean inputOver;
    private boolean skippedEmptyLine;

    Http1ServerConnection(Channel channel, DownstreamConnection facts, RequestHandler handler, HttpOptions options) {
        this.channel = channel;
        this.facts = facts;
        this.handler = handler;
        this.options = options;
        this.parser = new RequestParser(facts.tls() ? "https" : "http", options.acceptHttp10());
        this.scanner = new HeadScanner(options.maxHeadBytes(), options.maxRequestLineBytes(), options.maxHeaders());
        this.deadline = new Deadline(channel.eventLoop(), this::expired);
        this.out = new Outbound(channel);
        deadline.in(options.headTimeout());
    }

    DownstreamConnection facts() {
        return facts;
    }

    Channel channel() {
        return channel;
    }

    boolean draining() {
        return draining;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf data)) return;
        if (phase != Phase.OPEN) {
            data.release();
            return;
        }
        ByteBuf held = input;
        // Pieces of a body may be kept one by one; what comes with a head is mostly taken at once.
        boolean fit = held == null && (stream != null);
        input = held != null ? Joined.of(channel.alloc(), held, data) : fit ? FittedReads.fitted(data) : data;
        unfitted = held == null && !fit;
        process();
    }

    /** Takes from the input what can be taken now. Called again from within, by answers given at once, it does nothing: the outer call goes on. */
    private void process() {
        if (processing) return;
        processing = true;
        try {
            while (phase == Phase.OPEN) {
                ByteBuf held = input;
                if (held == null) break;
                if (!held.isReadable()) {
                    held.release();
                    input = null;
                    break;
                }
                Http1ServerStream current = stream;
                if (current == null && !channel.isWritable()) {
                    // A client that sends requests and takes no answers gets no more of them, whoever makes them.
                    heldBack = true;
                    deadline.disarm();
                    break;
                }
                if (!(current == null ? readHead(held) : current.readBody(held))) break;
            }
        } finally {
            processing = false;
        }
        ByteBuf rest = input;
        if (phase != Phase.OPEN || rest != null && !rest.isReadable()) dropInput();
        else if (rest != null && unfitted) {
            unfitted = false;
            // Released even if there is no memory for its copy.
            input = null;
            input = FittedReads.fitted(rest);
        }
        updateReading();
    }

    /** False if more input is needed. */
    private boolean readHead(ByteBuf held) {
        try {
            if (!skipEmptyLine(held)) return false;
            int length = scanner.scan(held);
            if (length < 0) {
                if (scanner.begun()) headBegun();
                return false;
            }
            byte[] text = new byte[length + RequestParser.SPARE];
            held.readBytes(text, 0, length);
            scanner.reset();
            headTimed = false;
            skippedEmptyLine = false;
            deadline.disarm();
            begin(parser.parse(text, length));
            return true;
        } catch (Malformed fault) {
            refuse(fault.status(), fault.what());
            return false;
        }
    }

    private boolean headTimed;

    private void headBegun() {
        if (headTimed) return;
        headTimed = true;
        deadline.in(options.headTimeout());
    }

    /** One empty line before a request is let pass (RFC 9112 section 2.2). */
    private boolean skipEmptyLine(ByteBuf held) throws Malformed {
        if (scanner.begun() || held.getByte(held.readerIndex()) != '\r') return true;
        if (skippedEmptyLine) throw new Malformed("empty lines before the request line");
        if (held.readableBytes() < 2) return false;
        if (held.getByte(held.readerIndex() + 1) != '\n') throw new Malformed("a bare CR before the request line");
        held.skipBytes(2);
        skippedEmptyLine = true;
        return held.isReadable();
    }

    private void begin(RequestParser.Parsed request) {
        var begun = new Http1ServerStream(this, request);
        stream = begun;
        served = true;
        ahead.reset();
        begun.start(handler);
    }

    /** Answers what never became a request. */
    private void refuse(int status, String what) {
        Http1Answers.write(out.text(), status);
        handler.refused(facts, status, what);
        linger();
    }

    /** The stream's answer is whole. {@code keepAlive}: it said so to the client. */
    void answered(Http1ServerStream finished, boolean keepAlive) {
        if (!keepAlive) {
            stream = null;
            if (finished.requestEnded() && input == null) closeAfterFlush();
            else
                linger();
            return;
        }
        if (!finished.requestEnded()) {
            if (finished.remaining() > DRAINED && finished.remaining() != Long.MAX_VALUE) {
                stream = null;
                linger();
                return;
            }
            finished.discardRest(DRAINED);
            deadline.in(DRAIN_TIME);
        } else
            next();
        process();
    }

    /** The rest of a request that was answered early was thrown away. */
    void discarded(boolean whole) {
        if (whole) next();
        else {
            stream = null;
            linger();
        }
    }

    private void next() {
        stream = null;
        deadline.in(draining ? DRAIN_IDLE : options.connectionIdle());
        if (input == null) return;
        deadline.in(options.headTimeout());
    }

    /** The request's reading was allowed again, or its tunnel began. */
    void resumed() {
        process();
    }

    private void updateReading() {
        ByteBuf held = input;
        Http1ServerStream current = stream;
        boolean reading = phase != Phase.OPEN || current == null && !heldBack || current != null
                && (current.wantsInput() ? current.reading() : held == null || !ahead.isFull(held));
        if (channel.config().isAutoRead() != reading) channel.config().setAutoRead(reading);
    }

    void readingChanged() {
        if (!processing) updateReading();
    }

    /** Lets both directions end by themselves from now on. */
    void tunnelBegun() {
        channel.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        deadline.disarm();
        process();
    }

    void endOutput() {
        out.flush();
        LingeringClose.endOutput(channel);
    }

    private void expired() {
        Http1ServerStream current = stream;
        if (phase == Phase.LINGERING || current != null) closeNow();
        else if (scanner.begun()) refuse(408, "the head took longer than " + options.headTimeout());
        else
            // Idle for us; a slow client may still be taking its last answer.
            closeAfterFlush();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        Http1ServerStream current = stream;
        if (current != null) current.writabilityChanged(channel.isWritable());
        if (!heldBack || !channel.isWritable()) return;
        heldBack = false;
        deadline.in(options.headTimeout());
        process();
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event instanceof ChannelInputShutdownEvent) {
            Http1ServerStream current = stream;
            if (current != null && current.isTunnel()) current.inputEnded();
            else if (phase == Phase.LINGERING && !flushed) inputOver = true;
            else
                closeNow();
        }
        super.userEventTriggered(ctx, event);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        gone();
        super.channelInactive(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        closeNow();
    }

    @Override
    public void drain() {
        draining = true;
        // One that was taken a moment ago has its first request under way: it keeps the time that every first head has.
        if (served && !heldBack && stream == null && phase == Phase.OPEN && !scanner.begun()) deadline.in(DRAIN_IDLE);
    }

    @Override
    public int requestsInFlight() {
        Http1ServerStream current = stream;
        return current == null || current.answerEnded() ? 0 : 1;
    }

    @Override
    public void close() {
        closeNow();
    }

    void closeNow() {
        if (phase == Phase.CLOSED) return;
        gone();
        channel.close();
    }

    private void gone() {
        if (phase == Phase.CLOSED) return;
        phase = Phase.CLOSED;
        deadline.cancel();
        out.discard();
        if (!processing) dropInput();
        Http1ServerStream current = stream;
        stream = null;
        if (current != null) current.connectionGone();
    }

    private void closeAfterFlush() {
        out.flush();
        phase = Phase.CLOSED;
        deadline.cancel();
        LingeringClose.whenFlushed(channel);
    }

    /** Ends the output, reads on for a while: a close with unread input would reset the connection and might destroy the answer on its way. */
    private void linger() {
        if (phase != Phase.OPEN) return;
        phase = Phase.LINGERING;
        out.flush();
        // A slow client may need longer for the rest of its answer than it is waited for behind it.
        deadline.disarm();
        LingeringClose.endOutput(channel, this::outputTaken);
        if (!processing) dropInput();
        updateReading();
    }

    private void outputTaken() {
        flushed = true;
        if (inputOver) closeNow();
        else if (phase == Phase.LINGERING) deadline.in(LINGER);
    }

    private void dropInput() {
        ByteBuf held = input;
        input = null;
        if (held != null) held.release();
    }
}
