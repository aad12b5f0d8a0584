package dev.sluice.dataplane.http;

import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;

/** What a request may know of the connection it came on. */
public interface DownstreamConnection {
    /** {@code HTTP/1.1}, {@code HTTP/2}. */
    String protocol();

    boolean tls();

    /** Lower case; null without TLS or without SNI. */
    @Nullable
    String sni();

    /** The peer, or who PROXY protocol says it is. */
    SocketAddress remoteAddress();

    SocketAddress localAddress();

    /** The verified client certificate; null if there is none. */
    @Nullable
    PeerCertificate peerCertificate();
}
