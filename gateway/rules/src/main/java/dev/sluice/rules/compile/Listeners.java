package dev.sluice.rules.compile;

import dev.sluice.resources.Gateway;
import dev.sluice.rules.compile.GatewayPlan.ListenerPlan;
import dev.sluice.rules.match.HostTable;
import dev.sluice.rules.model.Provenance;
import dev.sluice.rules.model.Unenforced;
import dev.sluice.rules.snapshot.Listener;
import dev.sluice.rules.snapshot.Listener.PlainServer;
import dev.sluice.rules.snapshot.Listener.TlsServer;
import dev.sluice.rules.snapshot.RouteTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The listeners of a plan and the route tables behind them. */
final class Listeners {
    private final GatewayPlan plan;
    private final ListenerPolicies limits;
    private final boolean allowUnenforced;
    private final Map<BoundServer, TableState> byFirstServer = new LinkedHashMap<>();
    private final Map<String, List<TableState>> byGateway = new HashMap<>();
    private final Set<String> selected = new HashSet<>();
    private @Nullable List<Listener> built;

    Listeners(GatewayPlan plan, ListenerPolicies limits, boolean allowUnenforced) {
        this.plan = plan;
        this.limits = limits;
        this.allowUnenforced = allowUnenforced;
        for (Gateway one : plan.selected()) selected.add(one.metadata().namespace() + "/" + one.metadata().name());
        for (ListenerPlan listener : plan.listeners()) {
            if (!listener.http().isEmpty()) addTable(listener.http());
            for (BoundServer server : listener.tls()) if (server.endsHttps()) addTable(List.of(server));
        }
    }

    private void addTable(List<BoundServer> servers) {
        var table = new TableState(servers);
        byFirstServer.put(servers.getFirst(), table);
        var names = new HashSet<String>();
        for (BoundServer server : servers)
            if (names.add(server.gatewayName())) byGateway.computeIfAbsent(server.gatewayName(), name -> new ArrayList<>()).add(table);
    }

    GatewayPlan plan() {
        return plan;
    }

    /** Whether the Gateway {@code namespace/name} selects the node. */
    boolean isSelected(String gateway) {
        return selected.contains(gateway);
    }

    ListenerPolicies limits() {
        return limits;
    }

    /** Tables with a server of the gateway {@code namespace/name}. */
    List<TableState> tablesOf(String gateway) {
        return byGateway.getOrDefault(gateway, List.of());
    }

    /** The listeners, with all hosts that changed made anew; the same list if none did. Whose hosts were made anew is added to {@code touched}. */
    List<Listener> build(Set<CompiledVirtualService> touched) {
        boolean dirty = byFirstServer.values().stream().anyMatch(TableState::isDirty);
        if (built != null && !dirty) return built;
        var all = new ArrayList<Listener>();
        for (ListenerPlan one : plan.listeners()) all.add(listener(one, touched));
        built = List.copyOf(all);
        return built;
    }

    private Listener listener(ListenerPlan one, Set<CompiledVirtualService> touched) {
        String name = one.bind().isEmpty() ? Integer.toString(one.port()) : one.bind() + "_" + one.port();
        var from = new ArrayList<Provenance>();
        for (BoundServer server : one.http()) from.add(server.from());
        if (one.tcp() != null) from.add(one.tcp().from());
        var served = new HashMap<String, String>();
        for (BoundServer server : one.tls()) {
            from.add(server.from());
            for (String host : server.plainHosts()) served.put(host, server.routeTable());
        }
        var servedHosts = HostTable.of(served);
        var tls = new HashMap<String, TlsServer>();
        for (BoundServer server : one.tls()) {
            TlsServer made = tlsServer(server, servedHosts, touched);
            for (String host : server.plainHosts()) tls.put(host, made);
        }
        return new Listener(name, one.bind(), one.port(), plain(one, touched), HostTable.of(tls), limits.options(one),
                limits.holding(one), from);
    }

    private @Nullable PlainServer plain(ListenerPlan one, Set<CompiledVirtualService> touched) {
        if (!one.http().isEmpty()) {
            var first = one.http().getFirst();
            return new PlainServer.Http(table(first, one.http(), HostTable.of(Map.of()), touched));
        }
        return one.tcp() == null ? null : new PlainServer.Refuse(UnenforcedFeature.TCP.at(one.tcp().from(), one.tcp().protocol()));
    }

    private TlsServer tlsServer(BoundServer server, HostTable<String> served, Set<CompiledVirtualService> touched) {
        Unenforced refusal = TlsTerminations.refusal(server, allowUnenforced);
        Gateway.ServerTls tls = server.tls();
        if (refusal != null || tls == null)
            return new TlsServer.Refuse(refusal == null ? UnenforcedFeature.TCP.at(server.from(), "") : refusal, server.from());
        return new TlsServer.Https(TlsTerminations.of(tls), table(server, List.of(server), served, touched), server.from());
    }

    private RouteTable table(BoundServer first, List<BoundServer> servers, HostTable<String> served, Set<CompiledVirtualService> touched) {
        TableState state = byFirstServer.get(first);
        if (state == null) throw new IllegalStateException("no table for " + first.from());
        return new RouteTable(first.routeTable(), state.rebuilt(touched), served, servers.stream().map(BoundServer::from).toList());
    }
}
