package dev.sluice.dataplane.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One request on an upstream connection. Implemented by each upstream protocol; all calls on the connection's event loop. */
public interface UpstreamStream {
    void head(RequestHead head, boolean end);

    /** Ownership of {@code data} passes. */
    void body(ByteBuf data);

    /** The request is whole; in a tunnel: half-close. */
    void end(@Nullable Headers trailers);

    /** Gives the request up (a no-op once the response is whole and the request sent); no event follows. */
    void reset();

    boolean isWritable();

    /** Whether more of the response is wanted: backpressure towards the upstream. */
    void setReading(boolean reading);
}
