package dev.sluice.dataplane.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What the downstream protocol tells about a request after its head. All calls on the connection's event loop. */
public interface InboundRequest {
    /** Ownership of {@code data} passes. After an accepted protocol switch this carries raw bytes. */
    void body(ByteBuf data);

    /** The request is whole; after a protocol switch: the client will send no more. */
    void end(@Nullable Headers trailers);

    /** The client is gone or broke the protocol; no call follows. */
    void aborted();

    /** The client takes bytes again, or not. */
    void writabilityChanged(boolean writable);
}
