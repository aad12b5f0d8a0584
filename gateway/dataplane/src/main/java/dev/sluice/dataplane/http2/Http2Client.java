package dev.sluice.dataplane.http2;

import dev.sluice.dataplane.http.UpstreamConnection;
import dev.sluice.dataplane.http.UpstreamProtocol;
import io.netty.channel.Channel;

/** HTTP/2 towards endpoints: with prior knowledge in clear text; the requests of one event loop share a connection. */
public final class Http2Client implements UpstreamProtocol {
    @Override
    public UpstreamConnection start(Channel channel, String endpoint, int maxConcurrentStreams, UpstreamConnection.Owner owner) {
        var client = new Http2ClientConnection(channel, endpoint, maxConcurrentStreams, owner);
        client.start();
        return client;
    }
}
