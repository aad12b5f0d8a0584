package dev.sluice.dataplane.http2;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.RequestHead;
import dev.sluice.dataplane.http.ResponseHead;
import dev.sluice.dataplane.http.UpstreamEvents;
import dev.sluice.dataplane.http.UpstreamFailure;
import dev.sluice.dataplane.http.UpstreamStream;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import org.jspecify.annotations.Nullable;

/** One request on an upstream connection, and its response. */
final class Http2ClientStream implements UpstreamStream {
    private static final int MAX_INFORMATIONAL = 32;

    private final Http2ClientConnection connection;
    private final Wire wire;
    private final UpstreamEvents events;
    private @Nullable Http2Stream stream;
    private @Nullable StreamOut out;
    private boolean headRequest;
    private boolean requestEnded;
    private boolean left;

    private boolean headRead;
    private boolean responseEnded;
    private boolean silent;
    private int informational;
    private long announced = -1;
    private long received;
    private boolean reading = true;
    private int held;

    Http2ClientStream(Http2ClientConnection connection, UpstreamEvents events) {
        this.connection = connection;
        this.wire = connection.wire();
        this.events = events;
    }

    // The way out.

    @Override
    public void head(RequestHead head, boolean end) {
        headRequest = head.method().equals("HEAD");
        requestEnded = end;
        if (head.isUpgrade()) {
            later(new UpstreamFailure.ProtocolError(connection.endpoint(), "cannot switch to " + head.upgrade() + " over HTTP/2"));
            return;
        }
        int id = wire.connection().local().incrementAndGetNextStreamId();
        if (id < 0) {
            connection.drain();
            later(new UpstreamFailure.StreamReset(connection.endpoint(), true));
            return;
        }
        Http2Stream begun = wire.takesHead(OutgoingHeaders.size(head)) ? begin(id) : null;
        if (begun == null) {
            later(new UpstreamFailure.StreamReset(connection.endpoint(), true));
            return;
        }
        stream = begun;
        begun.setProperty(connection.streamKey(), this);
        StreamOut way = wire.out(begun);
        out = way;
        way.request(head, end);
        wire.flushSoon();
    }

    private @Nullable Http2Stream begin(int id) {
        try {
            return wire.connection().local().createStream(id, false);
        } catch (Http2Exception leavingOrFull) {
            // GOAWAY or a lowered bound came in between.
            return null;
        }
    }

    /** Not within the call that asked: its caller is still busy with us. */
    private void later(UpstreamFailure failure) {
        wire.context().executor().execute(() -> {
            fail(failure);
            leave();
        });
    }

    @Override
    public void body(ByteBuf data) {
        StreamOut way = out;
        if (way == null || silent || requestEnded) {
            data.release();
            return;
        }
        way.data(data);
        wire.flushSoon();
    }

    @Override
    public void end(@Nullable Headers trailers) {
        StreamOut way = out;
        if (way == null || silent || requestEnded) return;
        requestEnded = true;
        way.end(trailers == null || trailers.size() == 0 ? null : trailers, null);
        wire.flushSoon();
    }

    @Override
    public void reset() {
        boolean over = responseEnded && requestEnded;
        silent = true;
        Http2Stream current = stream;
        if (current == null) leave();
        else if (!over) cut(Http2Error.CANCEL);
    }

    private void cut(Http2Error error) {
        Http2Stream current = stream;
        if (current == null || current.state() == Http2Stream.State.CLOSED) return;
        ChannelHandlerContext ctx = wire.context();
        StreamOut way = out;
        if (way != null) way.drop();
        connection.resetSent();
        wire.encoder().writeRstStream(ctx, current.id(), error.code(), ctx.newPromise());
        wire.flushSoon();
    }

    @Override
    public boolean isWritable() {
        StreamOut way = out;
        return way != null && !silent && way.isWritable();
    }

    @Override
    public void setReading(boolean wanted) {
        reading = wanted;
        Http2Stream current = stream;
        int bytes = held;
        if (!wanted || bytes == 0) return;
        held = 0;
        if (current == null || current.state() == Http2Stream.State.CLOSED) return;
        try {
            if (wire.connection().local().flowController().consumeBytes(current, bytes)) wire.flushSoon();
        } catch (Http2Exception broken) {
            wire.onError(wire.context(), true, broken);
        }
    }

    // The way back.

    void headersRead(HeaderBlock block, boolean end) {
        if (silent || responseEnded) return;
        if (block.tooMany() || block.fault() != null) {
            String fault = block.fault();
            malformed(fault == null ? "more header fields than allowed" : fault);
        } else if (headRead) trailersRead(block);
        else
            headRead(block, end);
    }

    private void headRead(HeaderBlock block, boolean end) {
        int status = block.statusCode();
        if (status < 100 || status == 101 || block.pseudoMethod() != null || block.pseudoPath() != null) {
            malformed("a response head without a usable :status");
            return;
        }
        if (status < 200) {
            if (end || ++informational > MAX_INFORMATIONAL) malformed("informational responses without end, or as the end");
            else
                events.informational(new ResponseHead(status, block.fields(), -1));
            return;
        }
        boolean bodiless = headRequest || status == 204 || status == 304;
        announced = bodiless ? -1 : block.contentLength();
        if (end && announced > 0) {
            malformed("content-length without a body");
            return;
        }
        headRead = true;
        responseEnded = end;
        events.head(new ResponseHead(status, block.fields(), block.contentLength()), end);
    }

    private void trailersRead(HeaderBlock block) {
        if (block.hasPseudo()) malformed("a pseudo-header in trailers");
        else if (announced >= 0 && received != announced) malformed("a body shorter than its content-length");
        else {
            responseEnded = true;
            Headers trailers = block.fields();
            events.end(trailers.size() == 0 ? null : trailers);
        }
    }

    /** @return bytes the peer may send anew */
    int dataRead(ByteBuf data, int padding, boolean end) {
        int length = data.readableBytes();
        received += length;
        if (silent || responseEnded) return length + padding;
        if (!headRead || announced >= 0 && (received > announced || end && received != announced)) {
            malformed(headRead ? "a body that is not as long as its content-length" : "a body before the head");
            return length + padding;
        }
        if (length > 0) events.body(data.retain());
        if (end && !silent) {
            responseEnded = true;
            events.end(null);
        }
        if (reading || end || silent) return length + padding;
        held += length;
        return padding;
    }

    void resetRead(long error) {
        if (!responseEnded) fail(new UpstreamFailure.StreamReset(connection.endpoint(), error == Http2Error.REFUSED_STREAM.code()));
        silent = true;
    }

    void malformed(String what) {
        cut(Http2Error.PROTOCOL_ERROR);
        fail(new UpstreamFailure.ProtocolError(connection.endpoint(), what));
    }

    boolean endedByPeer() {
        return responseEnded;
    }

    /** The stream is over, whoever ended it. */
    void closed() {
        Http2Stream current = stream;
        if (!responseEnded) {
            boolean untaken = current != null && connection.untaken(current.id());
            fail(untaken
                    ? new UpstreamFailure.StreamReset(connection.endpoint(), true)
                    : new UpstreamFailure.ConnectionLost(connection.endpoint(), current != null && current.isHeadersSent()));
        }
        leave();
    }

    private void fail(UpstreamFailure failure) {
        if (silent) return;
        silent = true;
        events.failed(failure);
    }

    /** Gives the place on the connection back, once. */
    private void leave() {
        if (left) return;
        left = true;
        connection.ended();
    }

    void writabilityChanged() {
        if (!silent && !requestEnded) events.writabilityChanged(isWritable());
    }
}
