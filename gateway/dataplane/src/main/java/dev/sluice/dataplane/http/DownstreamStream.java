package dev.sluice.dataplane.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** The way back to the client. Implemented by each downstream protocol; all calls on the connection's event loop. */
public interface DownstreamStream {
    DownstreamConnection connection();

    /** A 1xx other than 101. */
    void informational(ResponseHead head);

    /**
     * The final head; 101 turns the stream into a tunnel.
     *
     * @param end no body and no trailers follow
     */
    void head(ResponseHead head, boolean end);

    /** Ownership of {@code data} passes. */
    void body(ByteBuf data);

    /**
     * Takes up to {@code atMost} bytes of the body from the socket of {@code from} itself, in which they wait, without their passing through this process.
     *
     * @return how many; 0 if none can be taken now; -1 if it cannot be done on these connections
     */
    default int splice(Channel from, int atMost) {
        return -1;
    }

    void end(@Nullable Headers trailers);

    /** Ends an answer that cannot be ended whole, so that the client sees that it was cut: RST_STREAM, or the connection is closed. */
    void reset();

    /** The connection takes no further request once this one is answered ({@code Connection: close}, GOAWAY). Before {@link #head}. */
    void leaveAfterwards();

    boolean isWritable();

    /** Whether more of the request's body is wanted: backpressure towards the client. */
    void setReading(boolean reading);
}
