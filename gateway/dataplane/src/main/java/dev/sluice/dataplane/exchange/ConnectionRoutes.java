package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.DownstreamConnection;
import dev.sluice.rules.decide.Acceptance;
import dev.sluice.rules.decide.ConnectionFacts;
import dev.sluice.rules.decide.Decider;
import dev.sluice.rules.model.HttpOptions;
import dev.sluice.rules.model.TlsTermination;
import dev.sluice.rules.snapshot.Listener;
import dev.sluice.rules.snapshot.RouteTable;
import org.jspecify.annotations.Nullable;

/**
 * Which routes a connection's requests see: those of the server that takes such a connection in the snapshot of each request, so that a connection that
 * lives long follows the configuration. On its event loop only.
 */
public final class ConnectionRoutes {
    private final String listener;
    private final DownstreamConnection connection;
    private final @Nullable TlsTermination acceptedWith;
    private @Nullable World resolvedIn;
    private Resolved resolved = new Resolved.Gone();
    private final String peer;
    private final String peerAddress;

    /** @param acceptedWith null without TLS */
    public ConnectionRoutes(String listener, DownstreamConnection connection, @Nullable TlsTermination acceptedWith) {
        this.listener = listener;
        this.connection = connection;
        this.acceptedWith = acceptedWith;
        this.peer = ExchangeNotes.ip(connection.remoteAddress());
        this.peerAddress = ExchangeNotes.address(connection.remoteAddress());
    }

    /** What a request finds. */
    sealed interface Resolved {
        /** @param leave the server's TLS has changed: the client should come back on a new connection */
        record Routes(RouteTable table, HttpOptions options, boolean leave) implements Resolved {}

        /** A client certificate is asked now that this connection did not show, or was not checked for: 421. */
        record Unproven() implements Resolved {}

        /** Neither the listener nor a server for such a connection is left. */
        record Gone() implements Resolved {}
    }

    String listener() {
        return listener;
    }

    /** The client's IP address; empty if it has none. */
    String peer() {
        return peer;
    }

    /** The client's address with its port. */
    String peerAddress() {
        return peerAddress;
    }

    Resolved in(World world) {
        if (world == resolvedIn) return resolved;
        resolved = resolve(world);
        resolvedIn = world;
        return resolved;
    }

    private Resolved resolve(World world) {
        Listener found = world.listener(listener);
        if (found == null) return new Resolved.Gone();
        TlsTermination before = acceptedWith;
        Acceptance acceptance = Decider.accept(found, new ConnectionFacts(before != null, connection.sni()));
        return switch (acceptance) {
            case Acceptance.Plain(Listener.PlainServer.Http(RouteTable table)) -> new Resolved.Routes(table, found.options(), false);
            case Acceptance.Tls(Listener.TlsServer.Https https) when before != null -> secured(https, before, found.options());
            default -> new Resolved.Gone();
        };
    }

    private Resolved secured(Listener.TlsServer.Https https, TlsTermination before, HttpOptions options) {
        boolean asksMore = https.tls().clientCertificate() != TlsTermination.ClientCertificate.NONE
                && (https.tls().clientCertificate() != before.clientCertificate()
                        || !https.tls().caCredential().equals(before.caCredential()) || !https.tls().files().equals(before.files())
                        || !https.tls().subjectAltNames().equals(before.subjectAltNames()));
        boolean required = https.tls().clientCertificate() == TlsTermination.ClientCertificate.REQUIRED;
        if (asksMore && (required || connection.peerCertificate() != null)) return new Resolved.Unproven();
        return new Resolved.Routes(https.routes(), options, !https.tls().equals(before));
    }
}
