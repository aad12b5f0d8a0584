package dev.sluice.dataplane.http;

import io.netty.channel.Channel;

/** Speaks one protocol to endpoints. */
public interface UpstreamProtocol {
    /**
     * Puts the protocol's handlers on a connected channel (TLS, if any, is done). On its event loop.
     *
     * @param endpoint for failures, {@code 10.0.0.1:80}
     * @param maxConcurrentStreams the most requests that the connection is given at a time, where the protocol can do several; at least 1
     */
    UpstreamConnection start(Channel channel, String endpoint, int maxConcurrentStreams, UpstreamConnection.Owner owner);
}
