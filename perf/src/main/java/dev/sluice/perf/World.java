package dev.sluice.perf;

import dev.sluice.resources.Gateway;
import dev.sluice.resources.Metadata;
import dev.sluice.resources.Resource;
import dev.sluice.resources.ServiceEntry;
import dev.sluice.resources.StringMatch;
import dev.sluice.resources.VirtualService;
import dev.sluice.resources.WorkloadEntry;
import dev.sluice.rules.compile.ResourceSet;
import dev.sluice.rules.snapshot.Listener;
import dev.sluice.rules.snapshot.RouteTable;
import dev.sluice.rules.snapshot.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Configurations made up by number: one Gateway, and VirtualServices of one host and some paths each. The same numbers give the same world. */
final class World {
    private World() {}

    /** Every fourth host is reached by a wildcard of its own. */
    static String host(int number) {
        return number % 4 == 3 ? "*.shop-" + number + ".example.com" : "shop-" + number + ".example.com";
    }

    static String requestHost(int number) {
        return number % 4 == 3 ? "eu.shop-" + number + ".example.com" : host(number);
    }

    static String path(int number) {
        return "/api/v1/orders-" + number;
    }

    /** Prefix and exact paths by turns. */
    static String requestPath(int number) {
        return number % 2 == 0 ? path(number) + "/items" : path(number);
    }

    static ResourceSet resources(int hosts, int pathsPerHost) {
        var all = new ArrayList<Resource>();
        var server = new Gateway.Server(new Gateway.Port(80, "HTTP", "http", null), "", List.of("*"), null, "", "");
        all.add(new Gateway(Metadata.of("default", "gw"), new Gateway.Spec(Map.of(), List.of(server))));
        all.add(service("upstream.mesh", "10.0.0.1"));
        all.add(service("other.mesh", "10.0.0.2"));
        for (int host = 0; host < hosts; host++) all.add(virtualService(host, pathsPerHost, "upstream.mesh"));
        return ResourceSet.of(all);
    }

    static VirtualService virtualService(int host, int paths, String destination) {
        var routes = new ArrayList<VirtualService.HttpRoute>();
        for (int path = 0; path < paths; path++) {
            StringMatch uri = path % 2 == 0 ? new StringMatch.Prefix(path(path)) : new StringMatch.Exact(path(path));
            routes.add(route(uri, destination));
        }
        return new VirtualService(Metadata.of("default", "shop-" + host),
                new VirtualService.Spec(List.of(host(host)), List.of("gw"), routes, List.of(), List.of(), List.of()));
    }

    private static ServiceEntry service(String host, String address) {
        var endpoint = new WorkloadEntry.Spec(address, Map.of(), Map.of(), "", "", null, "");
        return new ServiceEntry(Metadata.of("default", host.replace('.', '-')),
                new ServiceEntry.Spec(List.of(host), List.of(), List.of(new ServiceEntry.Port(80, "HTTP", "http", 0)),
                        ServiceEntry.Location.MESH_EXTERNAL, ServiceEntry.Resolution.STATIC, List.of(endpoint), null, List.of(),
                        List.of()));
    }

    private static VirtualService.HttpRoute route(StringMatch uri, String destination) {
        var match = new VirtualService.HttpMatch("", uri, null, null, null, Map.of(), Map.of(), Map.of(), false, 0, Map.of(), "", List.of(),
                "");
        var to = new VirtualService.HttpRouteDestination(
                new VirtualService.Destination(destination, "", new VirtualService.PortSelector(80)), 0,
                null);
        return new VirtualService.HttpRoute("", List.of(match), List.of(to), null, null, null, null, null, null, null, null, List.of(),
                null,
                null, null, null);
    }

    static RouteTable table(Snapshot snapshot) {
        Listener.@Nullable PlainServer plain = snapshot.listeners().getFirst().plain();
        if (plain instanceof Listener.PlainServer.Http http) return http.routes();
        throw new IllegalStateException("no HTTP on the first listener");
    }
}
