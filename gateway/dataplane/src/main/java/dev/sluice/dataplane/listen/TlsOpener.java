package dev.sluice.dataplane.listen;

import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.rules.snapshot.Listener;
import io.netty.channel.Channel;

/** Ends TLS on new connections: reads the ClientHello, chooses the server by {@code Decider.accept}, shakes hands. */
public interface TlsOpener {
    /**
     * Puts its handlers on a new channel, as the last of the pipeline. On the channel's event loop, before anything is read.
     *
     * @param listener of the snapshot that is live now
     * @param next called once the handshake is done; never if the connection is refused
     */
    void open(Channel channel, Listener listener, TlsMaterial material, ConnectionStarter next);
}
