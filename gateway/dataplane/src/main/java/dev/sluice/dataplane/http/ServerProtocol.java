package dev.sluice.dataplane.http;

import dev.sluice.rules.model.HttpOptions;
import io.netty.channel.Channel;

/** Speaks one protocol to clients. */
public interface ServerProtocol {
    /**
     * Puts the protocol's handlers at the end of the channel's pipeline. On its event loop; bytes that were read before are fired through the pipeline
     * afterwards by the caller.
     */
    ServerConnection start(Channel channel, DownstreamConnection connection, RequestHandler handler, HttpOptions options);
}
