package dev.sluice.dataplane.http;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** What the downstream protocol tells about a request after its head. All calls on the connection's event loop. */
public interface InboundRequest {
    /** Ownership of {@code data} passes. After an accepted protocol switch this carries raw bytes. */
    void body(ByteBuf data);

    /** The request is whole; after a protocol switch: the client will send no more. */
    void end(@Nullable Headers trailers);

    /** The client is gone or has reset the stream; no call follows, nothing can be answered. */
    void aborted();

    /**
     * The client broke the protocol within the body or the trailers; no more of the request follows. The answer, if its head was not sent yet, is given
     * through the stream as any other; the protocol lets the connection end behind it.
     *
     * @param status to answer: 400, 413, 431
     * @param what in words, without anything the client sent
     */
    void malformed(int status, String what);

    /** The client takes bytes again, or not. */
    void writabilityChanged(boolean writable);
}
