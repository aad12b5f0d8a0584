package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.RequestHead;
import dev.sluice.dataplane.http.ResponseHead;
import dev.sluice.dataplane.http.UpstreamEvents;
import dev.sluice.dataplane.http.UpstreamFailure;
import dev.sluice.dataplane.http.UpstreamStream;
import dev.sluice.dataplane.http1.HeadWriter.Delimiter;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One request on an upstream connection, and its response. */
final class Http1ClientStream implements UpstreamStream {
    private static final int MAX_INFORMATIONAL = 32;

    private final Http1ClientConnection connection;
    private final UpstreamEvents events;
    private @Nullable RequestHead request;
    private Delimiter delimiter = Delimiter.NOTHING;
    private boolean requestEnded;
    private boolean abandoned;

    private @Nullable ResponseHead response;
    private @Nullable BodyReader body;
    private boolean persistent;
    private boolean reading = true;
    private boolean responseEnded;
    private boolean tunnel;
    private boolean tunnelInputEnded;
    private int informational;

    Http1ClientStream(Http1ClientConnection connection, UpstreamEvents events) {
        this.connection = connection;
        this.events = events;
    }

    // The way out.

    @Override
    public void head(RequestHead head, boolean end) {
        request = head;
        delimiter = delimiter(head, end);
        HeadWriter.request(connection.out.text(), head, delimiter);
        requestEnded = end;
    }

    private static Delimiter delimiter(RequestHead head, boolean end) {
        if (head.isUpgrade()) return Delimiter.NOTHING;
        if (head.contentLength() > 0) return Delimiter.LENGTH;
        if (!end) return Delimiter.CHUNKED;
        boolean usual = switch (head.method()) {
            case "POST", "PUT", "PATCH" -> true;
            default -> false;
        };
        return usual ? Delimiter.LENGTH : Delimiter.NOTHING;
    }

    @Override
    public void body(ByteBuf data) {
        if (abandoned || requestEnded && !tunnel) data.release();
        else if (delimiter == Delimiter.CHUNKED) connection.out.chunk(data);
        else
            connection.out.data(data);
    }

    @Override
    public void end(@Nullable Headers trailers) {
        if (abandoned || requestEnded) return;
        requestEnded = true;
        if (tunnel) {
            connection.endOutput();
            tunnelSideEnded();
        } else if (delimiter == Delimiter.CHUNKED) {
            ByteBuf text = connection.out.text();
            Outbound.ascii(text, "0\r\n");
            if (trailers != null) HeadWriter.fields(text, trailers);
            Outbound.ascii(text, "\r\n");
        }
    }

    @Override
    public void reset() {
        if (abandoned) return;
        abandoned = true;
        if (responseEnded && requestEnded && !tunnel) return;
        connection.abandoned();
    }

    @Override
    public boolean isWritable() { return connection.channel().isWritable(); }

    @Override
    public void setReading(boolean wanted) {
        if (reading == wanted || abandoned || responseEnded) return;
        reading = wanted;
        if (wanted) connection.resumed();
        else
            connection.readingChanged();
    }

    // The way back.

    boolean headSent() {
        return request != null;
    }

    boolean awaitsHead() {
        return response == null;
    }

    boolean reading() {
        return reading;
    }

    boolean responseEnded() {
        return responseEnded;
    }

    boolean isTunnel() { return tunnel; }

    boolean endsWithConnection() {
        BodyReader current = body;
        return current != null && current.endsWithConnection();
    }

    void headRead(ResponseParser.Parsed parsed) throws Malformed {
        RequestHead asked = request;
        if (asked == null) throw new Malformed("a response before its request");
        if (parsed.status() < 200 && parsed.status() != 101) {
            if (++informational > MAX_INFORMATIONAL) throw new Malformed("more than " + MAX_INFORMATIONAL + " informational responses");
            events.informational(parsed.head());
            return;
        }
        response = parsed.head();
        persistent = parsed.persistent();
        if (parsed.status() == 101) {
            startTunnel(asked, parsed);
            return;
        }
        if (asked.isUpgrade()) persistent = false;
        boolean bodiless = asked.method().equals("HEAD") || parsed.status() == 204 || parsed.status() == 304;
        if (bodiless || !parsed.framing().chunked() && parsed.framing().length() == 0) {
            ended();
            events.head(parsed.head(), true);
            return;
        }
        boolean untilClose = !parsed.framing().chunked() && parsed.framing().length() < 0;
        body = untilClose ? new BodyReader.UntilClose() : BodyReader.of(parsed.framing());
        events.head(parsed.head(), false);
    }

    private void startTunnel(RequestHead asked, ResponseParser.Parsed parsed) throws Malformed {
        if (!asked.isUpgrade() || !parsed.websocket()) throw new Malformed("101 without a switch that was asked for");
        WebSocketAccept.check(asked.headers(), parsed.head().headers());
        tunnel = true;
        requestEnded = false;
        delimiter = Delimiter.CLOSE;
        body = new BodyReader.UntilClose();
        connection.tunnelBegun();
        events.head(parsed.head(), false);
    }

    /** False if more input is needed. */
    boolean readBody(ByteBuf input) throws Malformed {
        BodyReader current = body;
        if (current == null) return false;
        ByteBuf data = current.next(input);
        if (data == null && !current.ended()) return false;
        if (data != null) events.body(data);
        if (current.ended() && !responseEnded && !abandoned) {
            ended();
            events.end(trailers(current));
            return false;
        }
        return !abandoned;
    }

    /** What was read is handed on; what waits in the socket may follow on its own. */
    void follow(Splicing splicing) {
        BodyReader current = body;
        if (current == null || tunnel || !wantsBody()) return;
        splicing.follow(current, this, events);
        if (!current.ended() || responseEnded || abandoned) return;
        ended();
        events.end(null);
    }

    boolean wantsBody() {
        return reading && !abandoned && !responseEnded;
    }

    private @Nullable Headers trailers(BodyReader read) {
        RequestHead asked = request;
        ResponseHead answered = response;
        if (asked == null || answered == null) return null;
        return TrailerFields.filter(read.trailers(), answered.headers(), asked.trailers());
    }

    /** The connection is free, or gone, before its user hears that the response is whole: the next request may come at once. */
    private void ended() {
        responseEnded = true;
        connection.responseEnded(persistent && requestEnded && !abandoned);
    }

    void tunnelInputEnded() {
        if (tunnelInputEnded || abandoned) return;
        tunnelInputEnded = true;
        events.end(null);
        tunnelSideEnded();
    }

    private void tunnelSideEnded() {
        if (!tunnelInputEnded || !requestEnded) return;
        responseEnded = true;
        connection.responseEnded(false);
    }

    /** The connection closed, and that is how this response ends. */
    void connectionEnded(@Nullable ByteBuf rest) {
        responseEnded = true;
        if (rest != null) {
            if (abandoned || !rest.isReadable()) rest.release();
            else
                events.body(rest);
        }
        if (!abandoned && !tunnelInputEnded) events.end(null);
    }

    void failed(UpstreamFailure failure) {
        if (abandoned || responseEnded) return;
        abandoned = true;
        events.failed(failure);
    }

    void writabilityChanged(boolean writable) {
        if (!abandoned) events.writabilityChanged(writable);
    }
}
