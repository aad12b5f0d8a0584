package dev.sluice.rules.snapshot;

import dev.sluice.rules.model.Provenance;
import dev.sluice.rules.model.Route;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A host of a route table with its indexed routes.
 *
 * @param name the domain pattern it was found by, for log and explain
 * @param httpsRedirect what demands that every plaintext request is redirected to https (RX-28); null if nothing does
 * @param routes in precedence order
 * @param index finds the first match without walking {@code routes}
 */
public record VirtualHost(String name, @Nullable Provenance httpsRedirect, List<Route> routes, RouteIndex index) {
    public VirtualHost {
        routes = List.copyOf(routes);
    }

    public static VirtualHost of(String name, @Nullable Provenance httpsRedirect, List<Route> routes) {
        return new VirtualHost(name, httpsRedirect, routes, RouteIndex.of(routes));
    }
}
