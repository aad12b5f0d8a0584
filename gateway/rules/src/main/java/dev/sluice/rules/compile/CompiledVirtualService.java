package dev.sluice.rules.compile;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A VirtualService and all that was made of it, so that it can be taken out again. */
final class CompiledVirtualService {
    private record View(String gateway, int port, boolean tls) {}

    private final ResolvedVirtualService resolved;
    private final Map<View, RouteCompiler.Compiled> views = new LinkedHashMap<>();
    private final Map<TableState, Set<String>> hosts = new HashMap<>();

    CompiledVirtualService(ResolvedVirtualService resolved) {
        this.resolved = resolved;
    }

    ResolvedVirtualService resolved() {
        return resolved;
    }

    RouteCompiler.Compiled compiled(RouteCompiler routes, BoundServer server) {
        return views.computeIfAbsent(new View(server.gatewayName(), server.number(), server.tls() != null),
                view -> routes.compile(resolved, view.gateway(), view.port(), view.tls()));
    }

    void contributesTo(TableState table, String host) {
        hosts.computeIfAbsent(table, key -> new HashSet<>()).add(host);
    }

    Map<TableState, Set<String>> hosts() {
        return hosts;
    }

    /** Each destination that any of its routes names; the same name may come more than once, from different fields. */
    List<ClusterRef> clusters() {
        var all = new ArrayList<ClusterRef>();
        for (var view : views.values()) all.addAll(view.clusters());
        return all;
    }

    /** What was made for each server that sees it. */
    Collection<RouteCompiler.Compiled> views() {
        return views.values();
    }

    void withdraw() {
        hosts.forEach((table, names) -> table.remove(this, names));
        hosts.clear();
    }
}
