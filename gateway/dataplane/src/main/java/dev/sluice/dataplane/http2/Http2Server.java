package dev.sluice.dataplane.http2;

import dev.sluice.dataplane.http.DownstreamConnection;
import dev.sluice.dataplane.http.RequestHandler;
import dev.sluice.dataplane.http.ServerConnection;
import dev.sluice.dataplane.http.ServerProtocol;
import dev.sluice.rules.model.HttpOptions;
import io.netty.channel.Channel;

/** HTTP/2 towards clients (RFC 9113): by ALPN, or in clear text with prior knowledge. No Upgrade from HTTP/1.1, no push. */
public final class Http2Server implements ServerProtocol {
    @Override
    public ServerConnection start(Channel channel, DownstreamConnection connection, RequestHandler handler, HttpOptions options) {
        var server = new Http2ServerConnection(channel, connection, handler, options);
        server.start();
        return server;
    }
}
