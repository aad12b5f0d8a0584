package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.DownstreamConnection;
import dev.sluice.dataplane.http.DownstreamStream;
import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.InboundRequest;
import dev.sluice.dataplane.http.RequestHandler;
import dev.sluice.dataplane.http.ResponseHead;
import dev.sluice.dataplane.http1.HeadWriter.Delimiter;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** One request of a client connection and its answer. */
final class Http1ServerStream implements DownstreamStream {
    /** A request that the handler has not taken yet cannot get events; one that is over must not. */
    private static final InboundRequest NOBODY = new InboundRequest() {
        @Override
        public void body(ByteBuf data) {
            data.release();
        }

        @Override
        public void end(@Nullable Headers trailers) {}

        @Override
        public void aborted() {}

        @Override
        public void malformed(int status, String what) {}

        @Override
        public void writabilityChanged(boolean writable) {}
    };

    private final Http1ServerConnection connection;
    private final RequestParser.Parsed request;
    private final boolean head;
    private BodyReader body;
    private InboundRequest inbound = NOBODY;
    private boolean requestEnded;
    private boolean reading = true;
    private long discardable = -1;

    private boolean headSent;
    private boolean answerEnded;
    private boolean tunnel;
    private boolean outputEnded;
    private boolean leave;
    private boolean keepAlive;
    private boolean continued;
    private Delimiter delimiter = Delimiter.NOTHING;
    private long unsent;
    /** The client has asked for trailers, or the answer's head announces them. */
    private boolean trailersExpected;

    Http1ServerStream(Http1ServerConnection connection, RequestParser.Parsed request) {
        this.connection = connection;
        this.request = request;
        this.head = request.head().method().equals("HEAD");
        this.body = BodyReader.of(request.framing());
    }

    void start(RequestHandler handler) {
        boolean upgrade = request.head().isUpgrade();
        requestEnded = !request.hasBody();
        InboundRequest taken = handler.handle(request.head(), this, requestEnded && !upgrade);
        if (!answerEnded) inbound = taken;
    }

    // The way in.

    /** False if more input is needed or wanted. */
    boolean readBody(ByteBuf input) {
        if (requestEnded || !reading && discardable < 0) return false;
        try {
            ByteBuf data = body.next(input);
            if (data != null) take(data);
            else if (!body.ended()) return false;
            if (body.ended() && !requestEnded) requestRead();
            return true;
        } catch (Malformed fault) {
            requestEnded = true;
            leave = true;
            if (answerEnded) connection.closeNow();
            else
                inbound.malformed(fault.status(), fault.what());
            return false;
        }
    }

    private void take(ByteBuf data) {
        if (discardable < 0) {
            inbound.body(data);
            return;
        }
        discardable -= data.readableBytes();
        data.release();
        if (discardable < 0) {
            requestEnded = true;
            connection.discarded(false);
        }
    }

    private void requestRead() {
        requestEnded = true;
        if (discardable >= 0) connection.discarded(true);
        else
            inbound.end(TrailerFields.filter(body.trailers(), request.head().headers(), request.head().trailers()));
    }

    void discardRest(long bytes) {
        discardable = bytes;
    }

    boolean requestEnded() {
        return requestEnded;
    }

    long remaining() {
        return body.remaining();
    }

    /** Whether what the client sends now belongs to this request. */
    boolean wantsInput() {
        return !requestEnded;
    }

    boolean reading() {
        return reading || discardable >= 0;
    }

    boolean isTunnel() { return tunnel; }

    boolean answerEnded() {
        return answerEnded;
    }

    void inputEnded() {
        if (requestEnded) return;
        requestEnded = true;
        inbound.end(null);
        if (outputEnded) finish();
    }

    void writabilityChanged(boolean writable) {
        if (!answerEnded) inbound.writabilityChanged(writable);
    }

    void connectionGone() {
        if (answerEnded && requestEnded) return;
        boolean pending = !answerEnded;
        answerEnded = true;
        requestEnded = true;
        InboundRequest told = inbound;
        inbound = NOBODY;
        if (pending) told.aborted();
    }

    // The way out.

    @Override
    public DownstreamConnection connection() {
        return connection.facts();
    }

    @Override
    public void informational(ResponseHead informational) {
        if (headSent || request.http10()) return;
        if (informational.status() == 100) continued = true;
        HeadWriter.response(connection.out.text(), informational, Delimiter.NOTHING, null, "");
    }

    @Override
    public void head(ResponseHead answer, boolean end) {
        if (headSent || answerEnded) return;
        headSent = true;
        if (answer.status() == 101) {
            startTunnel(answer);
            return;
        }
        delimiter = delimiter(answer, end);
        unsent = answer.contentLength();
        trailersExpected = request.head().trailers() || answer.headers().contains("trailer");
        ResponseHead written = delimiter == Delimiter.LENGTH && unsent < 0
                ? new ResponseHead(answer.status(), answer.headers(), 0)
                : answer;
        keepAlive = staysAlive();
        String option = keepAlive ? request.http10() ? "keep-alive" : null : "close";
        HeadWriter.response(connection.out.text(), written, delimiter, option, "");
        if (end) finish();
    }

    private void startTunnel(ResponseHead answer) {
        HeadWriter.response(connection.out.text(), answer, Delimiter.NOTHING, "upgrade", request.head().upgrade());
        tunnel = true;
        delimiter = Delimiter.CLOSE;
        body = new BodyReader.UntilClose();
        requestEnded = false;
        connection.tunnelBegun();
    }

    private boolean staysAlive() {
        boolean unasked = request.expectsContinue() && !continued && !requestEnded;
        boolean refusedUpgrade = request.head().isUpgrade();
        return request.keepAlive() && !leave && !connection.draining() && delimiter != Delimiter.CLOSE && !unasked && !refusedUpgrade;
    }

    private Delimiter delimiter(ResponseHead answer, boolean end) {
        int status = answer.status();
        boolean bodiless = head || status == 204 || status == 304;
        if (answer.contentLength() >= 0) return status == 204 ? Delimiter.NOTHING : Delimiter.LENGTH;
        if (bodiless) return Delimiter.NOTHING;
        if (end) return Delimiter.LENGTH;
        return request.http10() ? Delimiter.CLOSE : Delimiter.CHUNKED;
    }

    @Override
    public void body(ByteBuf data) {
        if (answerEnded || head) {
            data.release();
            return;
        }
        switch (delimiter) {
            case CHUNKED -> connection.out.chunk(data);
            case LENGTH -> {
                unsent -= data.readableBytes();
                if (unsent < 0) {
                    data.release();
                    reset();
                } else
                    connection.out.data(data);
            }
            case CLOSE -> connection.out.data(data);
            case NOTHING -> data.release();
        }
    }

    @Override
    public int splice(Channel from, int atMost) {
        if (answerEnded || head || delimiter != Delimiter.LENGTH) return -1;
        int taken = connection.out.splice(from, (int) Math.min(unsent, atMost));
        unsent -= Math.max(0, taken);
        return taken;
    }

    @Override
    public void end(@Nullable Headers trailers) {
        if (answerEnded || outputEnded) return;
        if (tunnel) {
            endTunnel();
            return;
        }
        if (delimiter == Delimiter.CHUNKED) {
            ByteBuf text = connection.out.text();
            Outbound.ascii(text, "0\r\n");
            if (trailers != null && trailersExpected) HeadWriter.fields(text, trailers);
            Outbound.ascii(text, "\r\n");
        } else if (delimiter == Delimiter.LENGTH && unsent > 0 && !head) {
            reset();
            return;
        }
        finish();
    }

    private void endTunnel() {
        outputEnded = true;
        if (requestEnded) finish();
        else
            connection.endOutput();
    }

    private void finish() {
        answerEnded = true;
        inbound = NOBODY;
        connection.answered(this, keepAlive && !leave);
    }

    @Override
    public void reset() {
        if (answerEnded) return;
        answerEnded = true;
        requestEnded = true;
        inbound = NOBODY;
        connection.out.flush();
        connection.closeNow();
    }

    @Override
    public void leaveAfterwards() {
        leave = true;
    }

    @Override
    public boolean isWritable() { return connection.channel().isWritable(); }

    @Override
    public void setReading(boolean wanted) {
        if (reading == wanted) return;
        reading = wanted;
        if (wanted) connection.resumed();
        else
            connection.readingChanged();
    }
}
