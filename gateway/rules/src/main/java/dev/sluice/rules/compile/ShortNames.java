package dev.sluice.rules.compile;

import dev.sluice.resources.Metadata;
import dev.sluice.resources.VirtualService.Destination;
import dev.sluice.resources.VirtualService.HttpMatch;
import dev.sluice.resources.VirtualService.HttpMirror;
import dev.sluice.resources.VirtualService.HttpRoute;
import dev.sluice.resources.VirtualService.HttpRouteDestination;
import org.jspecify.annotations.Nullable;

/** A route with all its names written out, as its object's namespace means them (RX-26). */
final class ShortNames {
    private ShortNames() {}

    static HttpRoute expand(HttpRoute route, Metadata from) {
        var match = route.match().stream().map(one -> expand(one, from)).toList();
        var destinations = route.route().stream()
                .map(one -> new HttpRouteDestination(expand(one.destination(), from), one.weight(), one.headers())).toList();
        var mirrors = route.mirrors().stream().map(one -> new HttpMirror(expand(one.destination(), from), one.percentage())).toList();
        return new HttpRoute(route.name(), match, destinations, route.redirect(), route.directResponse(), route.delegate(), route.rewrite(),
                route.timeout(),
                route.retries(), route.fault(), expand(route.mirror(), from), mirrors, route.mirrorPercent(), route.mirrorPercentage(),
                route.corsPolicy(),
                route.headers());
    }

    private static HttpMatch expand(HttpMatch match, Metadata from) {
        if (match.gateways().isEmpty()) return match;
        var gateways = match.gateways().stream().map(name -> Names.gateway(name, from)).toList();
        return new HttpMatch(match.name(), match.uri(), match.scheme(), match.method(), match.authority(), match.headers(),
                match.withoutHeaders(),
                match.queryParams(), match.ignoreUriCase(), match.port(), match.sourceLabels(), match.sourceNamespace(), gateways,
                match.statPrefix());
    }

    private static @Nullable Destination expand(@Nullable Destination destination, Metadata from) {
        return destination == null ? null : new Destination(Names.host(destination.host(), from), destination.subset(), destination.port());
    }
}
