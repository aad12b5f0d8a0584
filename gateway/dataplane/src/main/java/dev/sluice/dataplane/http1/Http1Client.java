package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.FittedReads;
import dev.sluice.dataplane.http.TlsLayer;
import dev.sluice.dataplane.http.UpstreamConnection;
import dev.sluice.dataplane.http.UpstreamProtocol;
import io.netty.channel.Channel;

/** HTTP/1.1 towards endpoints. */
public final class Http1Client implements UpstreamProtocol {
    @Override
    public UpstreamConnection start(Channel channel, String endpoint, int maxConcurrentStreams, UpstreamConnection.Owner owner) {
        var client = new Http1ClientConnection(channel, endpoint, owner);
        channel.pipeline().addLast("http1", client);
        if (TlsLayer.isClear(channel)) FittedReads.leave(channel);
        return client;
    }
}
