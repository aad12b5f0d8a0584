package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.Authority;
import dev.sluice.dataplane.http.DownstreamConnection;
import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.PeerCertificate;
import dev.sluice.rules.decide.RequestFacts;
import dev.sluice.rules.model.HeaderValue;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** A request as rules and configured header values see it. */
final class RequestView implements RequestFacts, HeaderValue.Variables {
    private final String method;
    private final String scheme;
    private final String authority;
    private final String host;
    private final String path;
    private final @Nullable String query;
    private final Headers headers;
    private final DownstreamConnection connection;
    private final ExchangeNotes notes;
    private final String client;

    /** @param client address that is believed to be the client's */
    RequestView(String method, String scheme, String authority, String path, @Nullable String query, Headers headers,
            DownstreamConnection connection,
            ExchangeNotes notes, String client) {
        this.method = method;
        this.scheme = scheme;
        this.authority = authority;
        this.host = Authority.host(authority);
        this.path = path;
        this.query = query;
        this.headers = headers;
        this.connection = connection;
        this.notes = notes;
        this.client = client;
    }

    @Override
    public String method() {
        return method;
    }

    @Override
    public String scheme() {
        return scheme;
    }

    @Override
    public String authority() {
        return authority;
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public @Nullable String query() {
        return query;
    }

    @Override
    public @Nullable String header(String name) {
        return headers.get(name);
    }

    String target() {
        return query == null ? path : path + "?" + query;
    }

    @Override
    public String requestHeader(String name) {
        String value = switch (name) {
            case ":path" -> target();
            case ":method" -> method;
            case ":scheme" -> scheme;
            case ":authority", "host" -> authority;
            default -> headers.get(name);
        };
        return value == null ? "" : value;
    }

    @Override
    public String attribute(String operator) {
        return switch (operator) {
            case "PROTOCOL" -> connection.protocol();
            case "DOWNSTREAM_REMOTE_ADDRESS" -> ExchangeNotes.address(connection.remoteAddress());
            case "DOWNSTREAM_REMOTE_ADDRESS_WITHOUT_PORT" -> client;
            case "DOWNSTREAM_REMOTE_PORT" -> port(connection.remoteAddress());
            case "DOWNSTREAM_DIRECT_REMOTE_ADDRESS" -> ExchangeNotes.address(connection.remoteAddress());
            case "DOWNSTREAM_DIRECT_REMOTE_ADDRESS_WITHOUT_PORT" -> ExchangeNotes.ip(connection.remoteAddress());
            case "DOWNSTREAM_LOCAL_ADDRESS" -> ExchangeNotes.address(connection.localAddress());
            case "DOWNSTREAM_LOCAL_ADDRESS_WITHOUT_PORT" -> ExchangeNotes.ip(connection.localAddress());
            case "DOWNSTREAM_LOCAL_PORT" -> port(connection.localAddress());
            case "REQUESTED_SERVER_NAME" -> known(connection.sni());
            case "UPSTREAM_HOST", "UPSTREAM_REMOTE_ADDRESS" -> known(notes.endpoint);
            case "UPSTREAM_CLUSTER" -> known(notes.cluster);
            case "ROUTE_NAME" -> known(notes.route);
            case "RESPONSE_CODE" -> Integer.toString(notes.status);
            case "RESPONSE_FLAGS" -> known(notes.flag);
            case "START_TIME" -> notes.start.toString();
            case "DOWNSTREAM_PEER_SUBJECT" -> peer() == null ? "-" : known(peer().subject());
            case "DOWNSTREAM_PEER_FINGERPRINT_256" -> peer() == null ? "-" : known(peer().sha256());
            case "DOWNSTREAM_PEER_URI_SAN" -> peer() == null ? "-" : known(String.join(",", peer().uris()));
            case "DOWNSTREAM_PEER_DNS_SAN" -> peer() == null ? "-" : known(String.join(",", peer().dnsNames()));
            default -> "-";
        };
    }

    private @Nullable PeerCertificate peer() {
        return connection.peerCertificate();
    }

    private static String port(java.net.SocketAddress address) {
        return address instanceof InetSocketAddress inet ? Integer.toString(inet.getPort()) : "0";
    }

    private static String known(@Nullable String text) {
        return text == null || text.isEmpty() ? "-" : text;
    }
}
