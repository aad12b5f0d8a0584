package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.DownstreamConnection;
import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.PeerCertificate;
import dev.sluice.rules.model.HttpOptions;
import dev.sluice.rules.model.HttpOptions.Underscores;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The fields that the gateway owns (RX-81 to RX-83): what a client sends in their place is dropped or believed as the options say, before anything is
 * decided. Every client counts as outside: an address alone proves nothing behind a load balancer.
 */
final class EdgeFields {
    private EdgeFields() {}

    /** False if a field name is refused. */
    static boolean clean(Headers headers, HttpOptions options) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            String name = headers.name(i);
            if (name.startsWith("x-envoy-")) headers.removeAt(i);
            else if (name.indexOf('_') >= 0) {
                if (options.underscores() == Underscores.REJECT) return false;
                // Servers that read an underscore as a hyphen would take this for a field of ours.
                if (options.underscores() == Underscores.DROP || isOwned(name.replace('_', '-'))) headers.removeAt(i);
            }
        }
        return true;
    }

    private static boolean isOwned(String name) {
        return name.startsWith("x-forwarded-") || name.startsWith("x-envoy-") || name.equals("x-request-id") || name.equals("host");
    }

    /** What a believed hop, or else the connection, says of the scheme; it is what x-forwarded-proto tells from now on (RX-30). */
    static String scheme(Headers headers, HttpOptions options, String ofConnection) {
        String told = options.numTrustedProxies() > 0 ? headers.first("x-forwarded-proto") : null;
        String scheme = told != null && (told.equals("http") || told.equals("https")) ? told : ofConnection;
        headers.set("x-forwarded-proto", scheme);
        return scheme;
    }

    /** Appends the peer to x-forwarded-for; the trusted client address (RX-81), which x-envoy-external-address tells. */
    static String forwardedFor(Headers headers, HttpOptions options, DownstreamConnection connection) {
        String peer = ExchangeNotes.ip(connection.remoteAddress());
        String before = headers.get("x-forwarded-for");
        String client = trusted(before, options.numTrustedProxies(), peer);
        if (!peer.isEmpty()) headers.set("x-forwarded-for", before == null || before.isEmpty() ? peer : before + "," + peer);
        if (!client.isEmpty()) headers.set("x-envoy-external-address", client);
        return client;
    }

    /** The n-th from the right of what came, the peer for none. */
    private static String trusted(@Nullable String list, int hops, String peer) {
        if (hops == 0 || list == null) return peer;
        String[] entries = list.split(",", -1);
        return entries.length < hops ? peer : entries[entries.length - hops].strip();
    }

    /** x-forwarded-client-cert by the listener's mode (RX-82). */
    static void clientCertificate(Headers headers, HttpOptions options, DownstreamConnection connection) {
        PeerCertificate peer = connection.peerCertificate();
        String name = "x-forwarded-client-cert";
        switch (options.forwardClientCert()) {
            case SANITIZE -> headers.remove(name);
            case SANITIZE_SET -> {
                headers.remove(name);
                if (peer != null) headers.add(name, entry(peer));
            }
            case FORWARD_ONLY -> {
                if (peer == null) headers.remove(name);
            }
            case APPEND_FORWARD -> {
                String before = headers.get(name);
                headers.remove(name);
                if (peer != null) headers.add(name, before == null ? entry(peer) : before + "," + entry(peer));
            }
            case ALWAYS_FORWARD_ONLY -> {
            }
        }
    }

    private static String entry(PeerCertificate peer) {
        var text = new StringBuilder("Hash=").append(peer.sha256());
        if (!peer.pem().isEmpty())
            text.append(";Cert=\"").append(URLEncoder.encode(peer.pem(), StandardCharsets.UTF_8).replace("+", "%20")).append('"');
        text.append(";Subject=\"").append(peer.subject().replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
        text.append(";URI=").append(peer.uris().isEmpty() ? "" : peer.uris().getFirst());
        for (String dns : peer.dnsNames()) text.append(";DNS=").append(dns);
        return text.toString();
    }
}
