package dev.sluice.rules.snapshot;

import dev.sluice.rules.model.Route;
import java.util.List;

/**
 * A host of a route table with its indexed routes.
 *
 * @param name the domain pattern it was found by, for log and explain
 * @param requireTls every plaintext request is redirected to https (RX-28)
 * @param routes in precedence order
 * @param index finds the first match without walking {@code routes}
 */
public record VirtualHost(String name, boolean requireTls, List<Route> routes, RouteIndex index) {
    public VirtualHost {
        routes = List.copyOf(routes);
    }

    public static VirtualHost of(String name, boolean requireTls, List<Route> routes) {
        return new VirtualHost(name, requireTls, routes, RouteIndex.of(routes));
    }
}
