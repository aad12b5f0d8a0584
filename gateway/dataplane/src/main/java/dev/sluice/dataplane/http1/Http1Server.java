package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.FittedReads;
import dev.sluice.dataplane.http.DownstreamConnection;
import dev.sluice.rules.model.HttpOptions;
import dev.sluice.dataplane.http.RequestHandler;
import dev.sluice.dataplane.http.ServerConnection;
import dev.sluice.dataplane.http.ServerProtocol;
import io.netty.channel.Channel;

/** HTTP/1.1 towards clients. */
public final class Http1Server implements ServerProtocol {
    @Override
    public ServerConnection start(Channel channel, DownstreamConnection connection, RequestHandler handler, HttpOptions options) {
        var server = new Http1ServerConnection(channel, connection, handler, options);
        channel.pipeline().addLast("http1", server);
        FittedReads.leave(channel);
        return server;
    }
}
