package dev.sluice.dataplane.listen;

import dev.sluice.dataplane.http.DownstreamConnection;
import dev.sluice.rules.snapshot.Listener;
import io.netty.channel.Channel;

/** Where a connection goes once its TLS handshake is done. */
public interface ConnectionStarter {
    /**
     * Starts HTTP on {@code channel}. On its event loop; decrypted bytes read so far are fired through the pipeline afterwards.
     *
     * @param server the one that took the connection; requests are routed by its successor of the same SNI in later snapshots
     * @param alpn {@code h2} or {@code http/1.1}; empty if none was agreed (HTTP/1.1 then)
     */
    void start(Channel channel, Listener.TlsServer.Https server, DownstreamConnection connection, String alpn);
}
