package dev.sluice.dataplane.tls;

import dev.sluice.dataplane.http.PeerCertificate;
import org.jspecify.annotations.Nullable;

/**
 * What a finished handshake settled.
 *
 * @param sni lower case; null if none was sent
 * @param alpn the protocol chosen; null if none was
 * @param version {@code TLSv1.3}
 * @param cipher the suite's name
 * @param peer the verified client certificate; null if none was shown
 */
public record TlsFacts(@Nullable String sni, @Nullable String alpn, String version, String cipher, @Nullable PeerCertificate peer) {}
