package dev.sluice.rules.snapshot;

import dev.sluice.rules.match.HostTable;
import dev.sluice.rules.model.Provenance;
import java.util.List;
import java.util.Map;

/**
 * The virtual hosts of a server, or of all plaintext servers of a port.
 *
 * @param name as Istio names it: {@code http.80}, {@code https.443.name.gateway.namespace}
 * @param served which route table of the listener the TLS servers send a host's connections to, by server name; empty for plaintext
 */
public record RouteTable(String name, HostTable<VirtualHost> hosts, HostTable<String> served, List<Provenance> from) {
    public RouteTable {
        from = List.copyOf(from);
    }

    /** A table that knows of no other server. */
    public RouteTable(String name, HostTable<VirtualHost> hosts, List<Provenance> from) {
        this(name, hosts, HostTable.of(Map.of()), from);
    }
}
