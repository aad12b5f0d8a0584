package dev.sluice.rules.compile;

import dev.sluice.rules.match.HostPattern;
import dev.sluice.rules.match.HostTable;
import dev.sluice.rules.model.Provenance;
import dev.sluice.rules.model.Route;
import dev.sluice.rules.snapshot.VirtualHost;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One route table in the making: who contributes which routes to which host. Changed in place by the compiler; the tables it gives out are immutable. */
final class TableState {
    /**
     * @param server place of the server among those of the table
     * @param redirect the server that demands https; null if none does
     */
    record Contribution(int server, CompiledVirtualService by, List<Route> routes, @Nullable Provenance redirect) {
        static final Comparator<Contribution> ORDER = Comparator.comparingInt(Contribution::server)
                .thenComparing(one -> one.by().resolved());
    }

    private final List<BoundServer> servers;
    private final Map<String, Provenance> redirectHosts = new HashMap<>();
    private final Map<String, List<Contribution>> byHost = new HashMap<>();
    private final Set<String> dirty = new HashSet<>();
    private HostTable<VirtualHost> hosts = HostTable.of(Map.of());

    TableState(List<BoundServer> servers) {
        this.servers = servers;
        for (BoundServer server : servers) {
            // A host with a namespace makes a domain that no request can ask for (RX-29).
            Provenance redirect = server.httpsRedirect();
            if (redirect == null) continue;
            for (String host : server.hosts()) if (host.indexOf('/') < 0) redirectHosts.putIfAbsent(host, redirect);
        }
        dirty.addAll(redirectHosts.keySet());
    }

    List<BoundServer> servers() {
        return servers;
    }

    /** The hosts of the VirtualService on this table's servers of one gateway. */
    void add(CompiledVirtualService vs, RouteCompiler routes) {
        var viewOfGateway = new HashMap<String, RouteCompiler.Compiled>();
        var contributed = new HashMap<String, Contribution>();
        for (int i = 0; i < servers.size(); i++) {
            BoundServer server = servers.get(i);
            if (!vs.resolved().gateways().contains(server.gatewayName())) continue;
            var common = HostPattern.intersection(server.hostsFor(vs.resolved().source().metadata().namespace()), vs.resolved().hosts());
            if (common.isEmpty()) continue;
            // All servers of a gateway share what was compiled for the first that gets routes (RX-24).
            var compiled = viewOfGateway.get(server.gatewayName());
            if (compiled == null) {
                compiled = vs.compiled(routes, server);
                if (compiled.routes().isEmpty()) continue;
                viewOfGateway.put(server.gatewayName(), compiled);
            }
            for (String host : common) {
                var before = contributed.get(server.gatewayName() + " " + host);
                Provenance redirect = before != null && before.redirect() != null ? before.redirect() : server.httpsRedirect();
                var one = new Contribution(before == null ? i : before.server(), vs, compiled.routes(), redirect);
                contributed.put(server.gatewayName() + " " + host, one);
                var list = byHost.computeIfAbsent(host, key -> new ArrayList<>(1));
                if (before != null) list.remove(before);
                list.add(one);
                vs.contributesTo(this, host);
                dirty.add(host);
            }
        }
    }

    void remove(CompiledVirtualService vs, Set<String> from) {
        for (String host : from) {
            var list = byHost.get(host);
            if (list == null) continue;
            list.removeIf(one -> one.by() == vs);
            if (list.isEmpty()) byHost.remove(host);
            dirty.add(host);
        }
    }

    /** The table with every host that changed made anew, and all others as they were. Who contributes to a host made anew is added to {@code touched}. */
    HostTable<VirtualHost> rebuilt(Set<CompiledVirtualService> touched) {
        if (dirty.isEmpty()) return hosts;
        var put = new HashMap<String, VirtualHost>();
        var gone = new ArrayList<String>();
        for (String host : dirty) {
            var contributions = byHost.get(host);
            if (contributions == null && !redirectHosts.containsKey(host)) gone.add(host);
            else
                put.put(host, virtualHost(host, contributions(host)));
        }
        for (String host : dirty) for (Contribution one : byHost.getOrDefault(host, List.of())) touched.add(one.by());
        dirty.clear();
        hosts = hosts.with(put, gone);
        return hosts;
    }

    /** As last rebuilt. */
    HostTable<VirtualHost> hosts() {
        return hosts;
    }

    boolean isDirty() { return !dirty.isEmpty(); }

    /** In order of precedence; empty if nobody contributes. */
    List<Contribution> contributions(String host) {
        var list = new ArrayList<>(byHost.getOrDefault(host, List.of()));
        list.sort(Contribution.ORDER);
        return list;
    }

    /** Routes in the order of their contributors; what catches all comes last (RX-21, RX-22). */
    private VirtualHost virtualHost(String host, List<Contribution> contributions) {
        Provenance redirect = redirectHosts.get(host);
        var routes = new ArrayList<Route>();
        var last = new ArrayList<Route>();
        for (Contribution one : contributions) {
            if (redirect == null) redirect = one.redirect();
            for (Route route : one.routes()) (MatchTranslation.isCatchAll(route.match()) ? last : routes).add(route);
        }
        routes.addAll(last);
        return VirtualHost.of(host, redirect, routes);
    }
}
