package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.DownstreamConnection;
import dev.sluice.dataplane.http.Field;
import dev.sluice.dataplane.http.FieldName;
import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.PeerCertificate;
import dev.sluice.rules.decide.EdgeFacts;
import dev.sluice.rules.model.HttpOptions;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Writes the fields that the gateway owns, as {@link EdgeFacts} judges them. */
final class EdgeFields {
    static final FieldName REQUEST_ID = FieldName.of("x-request-id");
    private static final FieldName FORWARDED_FOR = FieldName.of("x-forwarded-for");
    private static final FieldName FORWARDED_PROTO = FieldName.of("x-forwarded-proto");
    private static final Field HTTP = Field.of(FORWARDED_PROTO, "http");
    private static final Field HTTPS = Field.of(FORWARDED_PROTO, "https");
    private static final FieldName EXTERNAL_ADDRESS = FieldName.of("x-envoy-external-address");
    private static final FieldName ATTEMPT = FieldName.of("x-envoy-attempt-count");
    private static final Field[] ATTEMPTS = new Field[8];
    static {
        for (int i = 0; i < ATTEMPTS.length; i++) ATTEMPTS[i] = Field.of(ATTEMPT, Integer.toString(i));
    }

    private EdgeFields() {}

    /** False if a field name is refused. */
    static boolean clean(Headers headers, HttpOptions options) {
        for (int i = headers.size() - 1; i >= 0; i--) {
            boolean ordinary = !headers.nameStartsWith(i, "x-") && !(headers.anyUnderscore() && headers.nameHas(i, '_'));
            if (ordinary) continue;
            switch (EdgeFacts.fate(headers.name(i), options.underscores())) {
                case KEPT -> {
                }
                case DROPPED -> headers.removeAt(i);
                case REFUSED -> {
                    return false;
                }
            }
        }
        return true;
    }

    /** The scheme; it is what x-forwarded-proto tells from now on. */
    static String scheme(Headers headers, HttpOptions options, String ofConnection) {
        String scheme = EdgeFacts.scheme(headers.first("x-forwarded-proto"), options.numTrustedProxies(), ofConnection);
        switch (scheme) {
            case "http" -> headers.set(HTTP);
            case "https" -> headers.set(HTTPS);
            default -> headers.set(FORWARDED_PROTO, scheme);
        }
        return scheme;
    }

    /**
     * Appends the peer to x-forwarded-for; the trusted client address, which x-envoy-external-address tells.
     *
     * @param peer empty if it has no IP address
     */
    static String forwardedFor(Headers headers, HttpOptions options, String peer, ExchangeNotes notes) {
        String before = headers.get("x-forwarded-for");
        String client = EdgeFacts.client(before, options.numTrustedProxies(), peer);
        if (!peer.isEmpty()) {
            notes.forwardedFor = EdgeFacts.forwardedFor(before, peer);
            headers.set(FORWARDED_FOR, notes.forwardedFor);
        } else if (before != null) notes.forwardedFor = before;
        if (!client.isEmpty()) headers.set(EXTERNAL_ADDRESS, client);
        return client;
    }

    /** @param number of the attempt, from 1 */
    static void attempt(Headers headers, int number) {
        if (number < ATTEMPTS.length) headers.set(ATTEMPTS[number]);
        else
            headers.set(ATTEMPT, Integer.toString(number));
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
