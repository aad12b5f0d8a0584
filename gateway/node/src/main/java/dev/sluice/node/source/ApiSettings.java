package dev.sluice.node.source;

import dev.sluice.certs.Credential;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;

/**
 * How to reach an admin API.
 *
 * @param server {@code https://host:port}
 * @param authorities roots that the server's certificate must chain to
 * @param client the node's own certificate and key
 * @param instance name of the node's GatewayInstance
 * @param silence a stream that says nothing for so long, not even a bookmark, is taken for dead
 */
public record ApiSettings(URI server, List<X509Certificate> authorities, Credential client, String instance, Duration silence) {
    /** The server repeats its bookmark every minute. */
    private static final Duration SILENCE = Duration.ofSeconds(150);

    public ApiSettings {
        authorities = List.copyOf(authorities);
        if (!"https".equals(server.getScheme()) || server.getHost() == null)
            throw new IllegalArgumentException("'" + server + "' is not an https URL with a host");
    }

    public ApiSettings(URI server, List<X509Certificate> authorities, Credential client, String instance) {
        this(server, authorities, client, instance, SILENCE);
    }

    int port() {
        return server.getPort() < 0 ? 443 : server.getPort();
    }
}
