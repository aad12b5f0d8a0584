package dev.sluice.rules.snapshot;

import dev.sluice.rules.match.HostTable;
import dev.sluice.rules.model.HttpOptions;
import dev.sluice.rules.model.Provenance;
import dev.sluice.rules.model.TlsTermination;
import dev.sluice.rules.model.Unenforced;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What listens on one address and port.
 *
 * @param name stable across snapshots: {@code PORT} or {@code BIND_PORT}
 * @param bind literal address; empty for all
 * @param port the Gateway's number, after lookup among Services (RX-9); a node may map it to another socket
 * @param plain serves connections without TLS; null if there is no such server
 * @param tls serves connections by SNI; empty if TLS is not spoken here
 * @param options how HTTP is read and bounded here
 * @param policy the ListenerPolicy that holds here; null if the defaults do
 * @param from the servers merged here
 */
public record Listener(String name, String bind, int port, @Nullable PlainServer plain, HostTable<TlsServer> tls, HttpOptions options, @Nullable Provenance policy, List<Provenance> from) {
    public Listener {
        from = List.copyOf(from);
    }

    /** A server for connections that speak no TLS. */
    public sealed interface PlainServer {
        record Http(RouteTable routes) implements PlainServer {}

        /** TCP and what else is compiled later: connections are closed at once. */
        record Refuse(Unenforced refusal) implements PlainServer {}
    }

    /** A server for TLS connections. */
    public sealed interface TlsServer {
        Provenance from();

        /** Ends TLS and routes HTTP among its own hosts only (RX-10). */
        record Https(TlsTermination tls, RouteTable routes, Provenance from) implements TlsServer {}

        /** Passthrough, TLS to TCP: compiled later; connections are closed at once. */
        record Refuse(Unenforced refusal, Provenance from) implements TlsServer {}
    }
}
