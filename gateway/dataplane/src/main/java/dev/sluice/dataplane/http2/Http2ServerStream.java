package dev.sluice.dataplane.http2;

import dev.sluice.dataplane.http.DownstreamConnection;
import dev.sluice.dataplane.http.DownstreamStream;
import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.InboundRequest;
import dev.sluice.dataplane.http.RequestHandler;
import dev.sluice.dataplane.http.RequestHead;
import dev.sluice.dataplane.http.ResponseHead;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Stream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One request and its answer on a stream. The client may send as much as was passed on, and no more than its window. */
final class Http2ServerStream implements DownstreamStream {
    private final Http2ServerConnection connection;
    private final Wire wire;
    private final Http2Stream stream;
    private final StreamOut out;
    private @Nullable InboundRequest inbound;
    private boolean head;

    private long announced = -1;
    private long received;
    private boolean requestEnded;
    private boolean cut;
    private boolean reading = true;
    private int held;

    private boolean headSent;
    private boolean answerEnded;
    private boolean answerSeenEnded;
    private long unsent = -1;

    Http2ServerStream(Http2ServerConnection connection, Http2Stream stream) {
        this.connection = connection;
        this.wire = connection.wire();
        this.stream = stream;
        this.out = wire.out(stream);
    }

    void start(RequestHandler handler, RequestHead request, boolean end) {
        head = request.method().equals("HEAD");
        announced = request.contentLength();
        requestEnded = end;
        if (end && announced > 0) {
            cut(Http2Error.PROTOCOL_ERROR);
            handler.refused(connection.facts(), 0, "content-length without a body");
            return;
        }
        InboundRequest taken = handler.handle(request, this, end);
        if (!answerEnded) inbound = taken;
    }

    // The way in.

    /** @return bytes the client may send anew */
    int dataRead(ByteBuf data, int padding, boolean end) {
        int length = data.readableBytes();
        received += length;
        InboundRequest told = inbound;
        if (told == null || requestEnded) {
            requestEnded |= end;
            return length + padding;
        }
        if (announced >= 0 && (received > announced || end && received != announced)) {
            cut(Http2Error.PROTOCOL_ERROR);
            return length + padding;
        }
        if (end) requestEnded = true;
        if (length > 0) told.body(data.retain());
        if (end && inbound != null) told.end(null);
        if (reading || end) return length + padding;
        held += length;
        return padding;
    }

    void trailersRead(HeaderBlock block) {
        InboundRequest told = inbound;
        if (block.fault() != null || block.tooMany() || block.hasPseudo() || announced >= 0 && received != announced) {
            cut(Http2Error.PROTOCOL_ERROR);
            return;
        }
        requestEnded = true;
        Headers trailers = block.fields();
        if (told != null) told.end(trailers.size() == 0 ? null : trailers);
    }

    void writabilityChanged() {
        InboundRequest told = inbound;
        if (told != null && !answerEnded) told.writabilityChanged(isWritable());
    }

    /** The client has said all it may say: END_STREAM, or it has reset the stream. */
    boolean endedByPeer() {
        return requestEnded && !cut;
    }

    void resetByPeer() {
        requestEnded = true;
    }

    /** Whether its answer was given before the last call, and is still not taken. Called from time to time. */
    boolean isStuck() {
        boolean before = answerSeenEnded;
        answerSeenEnded = answerEnded;
        return before && answerEnded;
    }

    /** The stream is over, whoever ended it. */
    void closed() {
        InboundRequest told = inbound;
        inbound = null;
        boolean pending = !answerEnded || !requestEnded;
        boolean unanswered = !answerEnded;
        answerEnded = true;
        requestEnded = true;
        if (pending && unanswered && told != null) told.aborted();
    }

    @Override
    public void setReading(boolean wanted) {
        reading = wanted;
        if (wanted) giveBack();
    }

    private void giveBack() {
        int bytes = held;
        held = 0;
        if (bytes == 0 || stream.state() == Http2Stream.State.CLOSED) return;
        try {
            if (wire.connection().local().flowController().consumeBytes(stream, bytes)) wire.flushSoon();
        } catch (Http2Exception broken) {
            wire.onError(wire.context(), true, broken);
        }
    }

    // The way out.

    @Override
    public DownstreamConnection connection() {
        return connection.facts();
    }

    @Override
    public void informational(ResponseHead informational) {
        if (headSent || answerEnded) return;
        out.informational(informational);
        wire.flushSoon();
    }

    @Override
    public void head(ResponseHead answer, boolean end) {
        if (headSent || answerEnded) return;
        headSent = true;
        unsent = head || answer.status() == 304 || answer.status() == 204 ? 0 : answer.contentLength();
        if (end && unsent > 0) {
            reset();
            return;
        }
        if (end) finish();
        out.response(answer, end, requestEnded ? null : this::stopRequest);
        wire.flushSoon();
    }

    @Override
    public void body(ByteBuf data) {
        int length = data.readableBytes();
        if (answerEnded || length == 0) {
            data.release();
            return;
        }
        if (unsent >= 0) {
            unsent -= length;
            if (unsent < 0) {
                data.release();
                if (!head) reset();
                return;
            }
        }
        connection.budget().dataSent();
        out.data(data);
        wire.flushSoon();
    }

    @Override
    public void end(@Nullable Headers trailers) {
        if (answerEnded) return;
        if (unsent > 0) {
            reset();
            return;
        }
        finish();
        out.end(trailers == null || trailers.size() == 0 ? null : trailers, requestEnded ? null : this::stopRequest);
        wire.flushSoon();
    }

    /** Before the end is sent: the stream may be closed with it. */
    private void finish() {
        answerEnded = true;
        inbound = null;
        reading = true;
        giveBack();
    }

    /** The answer is complete without the rest of the request (RFC 9113 section 8.1). */
    private void stopRequest() {
        if (!requestEnded && stream.state() != Http2Stream.State.CLOSED) write(Http2Error.NO_ERROR);
    }

    /** Answers what never became a request. */
    void refuse(int status) {
        var headers = new Headers();
        headers.add("content-type", "text/plain");
        byte[] text = (status + "\n").getBytes(StandardCharsets.US_ASCII);
        head(new ResponseHead(status, headers, text.length), false);
        body(Unpooled.wrappedBuffer(text));
        end(null);
    }

    @Override
    public void reset() {
        if (!answerEnded) cut(Http2Error.INTERNAL_ERROR);
    }

    /** Ends both ways at once; the handler hears of it only if it is the client's doing. */
    void cut(Http2Error error) {
        InboundRequest told = inbound;
        inbound = null;
        boolean clientsFault = error != Http2Error.INTERNAL_ERROR;
        boolean unanswered = !answerEnded;
        answerEnded = true;
        cut = true;
        requestEnded = true;
        out.drop();
        write(error);
        if (clientsFault && unanswered && told != null) told.aborted();
    }

    private void write(Http2Error error) {
        ChannelHandlerContext ctx = wire.context();
        wire.encoder().writeRstStream(ctx, stream.id(), error.code(), ctx.newPromise());
        wire.flushSoon();
    }

    @Override
    public void leaveAfterwards() {
        connection.drain();
    }

    @Override
    public boolean isWritable() { return !answerEnded && out.isWritable(); }
}
