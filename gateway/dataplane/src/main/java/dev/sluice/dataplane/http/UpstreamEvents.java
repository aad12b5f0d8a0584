package dev.sluice.dataplane.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/** What an upstream stream tells its exchange. All calls on the connection's event loop. */
public interface UpstreamEvents {
    /** A 1xx other than 101. */
    void informational(ResponseHead head);

    /**
     * The final head, or 101 for an upgrade: then {@link #body} carries the tunnel's bytes.
     *
     * @param end no body and no trailers follow
     */
    void head(ResponseHead head, boolean end);

    /** Ownership of {@code data} passes. */
    void body(ByteBuf data);

    /**
     * More of the body may wait in {@code socket}, and can be taken from there instead of being handed over by {@link #body}.
     *
     * @return how many bytes were taken, of {@code atMost}; -1 if that cannot be done
     */
    default int waiting(Channel socket, int atMost) {
        return -1;
    }

    /** The response is whole; in a tunnel: the upstream will send no more. */
    void end(@Nullable Headers trailers);

    /** No call follows. */
    void failed(UpstreamFailure failure);

    void writabilityChanged(boolean writable);
}
