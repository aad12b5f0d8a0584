package dev.sluice.dataplane.listen;

import dev.sluice.dataplane.http.DownstreamConnection;
import dev.sluice.dataplane.http.PeerCertificate;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** A client connection by its facts. */
public record ClientConnection(String protocol, boolean tls, @Nullable String sni, SocketAddress remoteAddress, SocketAddress localAddress, @Nullable PeerCertificate peerCertificate)
        implements
            DownstreamConnection {
    static ClientConnection plain(String protocol, io.netty.channel.Channel channel) {
        return new ClientConnection(protocol, false, null, channel.remoteAddress(), channel.localAddress(), null);
    }
}
