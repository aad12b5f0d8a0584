package dev.sluice.dataplane.tls;

import dev.sluice.rules.snapshot.Listener;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** Hears of connections that are closed because their TLS failed or nobody serves them. On event loops; must not block. */
public interface TlsRefusals {
    TlsRefusals NONE = (listener, sni, remoteAddress, why) -> {};

    /**
     * @param sni null if the client named no server, or never came so far
     * @param remoteAddress null if the connection is gone already
     */
    void refused(Listener listener, @Nullable String sni, @Nullable SocketAddress remoteAddress, Refusal why);
}
