package dev.sluice.dataplane.http;

import io.netty.channel.Channel;

/** Speaks one protocol to endpoints. */
public interface UpstreamProtocol {
    /**
     * Puts the protocol's handlers on a connected channel (TLS, if any, is done). On its event loop.
     *
     * @param endpoint for failures, {@code 10.0.0.1:80}
     */
    UpstreamConnection start(Channel channel, String endpoint, UpstreamConnection.Owner owner);
}
