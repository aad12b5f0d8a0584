package dev.sluice.rules.compile;

import com.google.re2j.PatternSyntaxException;
import dev.sluice.resources.VirtualService.Destination;
import dev.sluice.resources.VirtualService.HttpMatch;
import dev.sluice.resources.VirtualService.HttpRoute;
import dev.sluice.resources.VirtualService.HttpRouteDestination;
import dev.sluice.rules.compile.ResolvedVirtualService.ResolvedRoute;
import dev.sluice.rules.model.Action;
import dev.sluice.rules.model.Action.WeightedCluster;
import dev.sluice.rules.model.HeaderMutation;
import dev.sluice.rules.model.PathRewrite;
import dev.sluice.rules.model.Provenance;
import dev.sluice.rules.model.Route;
import dev.sluice.rules.model.RouteMatch;
import dev.sluice.rules.model.RoutePolicy;
import dev.sluice.rules.model.Unenforced;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes routes of a VirtualService as one gateway's server sees it (RX-23, RX-31 to RX-47). */
final class RouteCompiler {
    /**
     * What a server's view of a VirtualService comes to.
     *
     * @param unusable routes that could not be compiled, with the reason
     * @param behind rules behind one that catches all, and that one
     */
    record Compiled(List<Route> routes, List<ClusterRef> clusters, List<Unusable> unusable, List<Behind> behind) {}

    record Behind(Provenance rule, Provenance catchAll) {}

    record Unusable(Provenance from, String reason) {}

    private final NodeView view;
    private final ServiceRegistry services;
    private final MeshDefaults mesh;
    private final @Nullable Unenforced refusal;

    /** @param refusal not null if the node must not forward anything, because a policy that it cannot enforce governs it */
    RouteCompiler(NodeView view, ServiceRegistry services, MeshDefaults mesh, @Nullable Unenforced refusal) {
        this.view = view;
        this.services = services;
        this.mesh = mesh;
        this.refusal = refusal;
    }

    /** @param port the number of the Gateway's server */
    Compiled compile(ResolvedVirtualService from, String gateway, int port, boolean tls) {
        var compiled = new Compiled(new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        Provenance catchAll = null;
        for (ResolvedRoute one : from.http()) {
            var matches = one.route().match();
            if (catchAll != null) {
                compiled.behind().add(new Behind(one.from(), catchAll));
                continue;
            }
            if (matches.isEmpty()) {
                add(compiled, from, one, null, one.from(), port, tls);
                catchAll = one.from();
                continue;
            }
            for (int i = 0; i < matches.size(); i++) {
                HttpMatch match = matches.get(i);
                if (!applies(match, gateway, port)) continue;
                var place = one.delegated() ? one.from() : new Provenance(one.from().object(), one.from().field() + ".match[" + i + "]");
                var made = add(compiled, from, one, match, place, port, tls);
                if (made != null && MatchTranslation.isCatchAll(made.match())) {
                    catchAll = place;
                    break;
                }
            }
        }
        return compiled;
    }

    /** Conditions that are settled once it is known where the route runs (RX-31). */
    private boolean applies(HttpMatch match, String gateway, int port) {
        if (match.port() != 0 && match.port() != port) return false;
        if (!match.gateways().isEmpty()) return match.gateways().contains(gateway);
        return view.labels().entrySet().containsAll(match.sourceLabels().entrySet())
                && (match.sourceNamespace().isEmpty() || match.sourceNamespace().equals(view.namespace()));
    }

    private @Nullable Route add(Compiled compiled, ResolvedVirtualService vs, ResolvedRoute one, @Nullable HttpMatch match,
            Provenance place, int port,
            boolean tls) {
        try {
            Route route = route(compiled, vs, one, match, place, port, tls);
            compiled.routes().add(route);
            return route;
        } catch (PatternSyntaxException notRe2) {
            compiled.unusable().add(new Unusable(place, "regex \"" + notRe2.getPattern() + "\": " + notRe2.getDescription()));
            return null;
        }
    }

    private Route route(Compiled compiled, ResolvedVirtualService vs, ResolvedRoute one, @Nullable HttpMatch matchIn, Provenance place,
            int port, boolean tls) {
        HttpRoute in = one.route();
        RouteMatch match = MatchTranslation.of(matchIn);
        String name = matchIn == null || matchIn.name().isEmpty() ? in.name() : in.name() + "." + matchIn.name();
        var request = HeaderLevel.request(in.headers());
        var response = HeaderLevel.response(in.headers());
        var mirrors = new ArrayList<RoutePolicy.Mirror>();
        RoutePolicy.Retry retry = null;
        Action action;
        if (in.redirect() != null) {
            action = Redirects.of(in.redirect(), match, port, tls, place);
        } else if (in.directResponse() != null) {
            action = DirectResponses.of(in.directResponse());
        } else {
            action = forward(compiled, vs, one, match, request, response, port);
            retry = Retries.of(in.retries(), mesh);
            addMirrors(compiled, vs, one, port, mirrors);
        }
        boolean forwards = action instanceof Action.Forward;
        var policy = new RoutePolicy(forwards ? HeaderMutation.NONE : request.alone(), forwards ? HeaderMutation.NONE : response.alone(),
                in.timeout(), retry,
                Faults.of(in.fault()), CorsPolicies.of(in.corsPolicy()), mirrors, origins(one));
        return new Route(name, match, refusal == null ? action : new Action.Refuse(refusal), policy, place);
    }

    private RoutePolicy.Origins origins(ResolvedRoute one) {
        Provenance retry = one.origin(HttpRoute::retries, "retries");
        if (retry == null && mesh.retries() != null) retry = MeshDefaults.field("spec.defaultHttpRetryPolicy");
        return new RoutePolicy.Origins(one.origin(HttpRoute::timeout, "timeout"), retry, one.origin(HttpRoute::fault, "fault"),
                one.origin(HttpRoute::corsPolicy, "corsPolicy"));
    }

    private Action forward(Compiled compiled, ResolvedVirtualService vs, ResolvedRoute one, RouteMatch match, HeaderLevel request,
            HeaderLevel response,
            int port) {
        HttpRoute in = one.route();
        String authority = request.authority();
        PathRewrite path = null;
        if (in.rewrite() != null) {
            if (!in.rewrite().authority().isEmpty()) authority = in.rewrite().authority();
            path = Redirects.rewrite(in.rewrite(), match);
        }
        var destinations = new ArrayList<WeightedCluster>();
        int total = 0;
        boolean alone = in.route().size() == 1;
        for (int i = 0; i < in.route().size(); i++) {
            HttpRouteDestination to = in.route().get(i);
            if (to.destination() == null || !alone && to.weight() == 0) continue;
            var place = new Provenance(one.from().object(), one.from().field() + ".route[" + i + "].destination");
            var ref = reference(to.destination(), vs, place, port);
            compiled.clusters().add(ref);
            var ownRequest = HeaderLevel.request(to.headers());
            var ownResponse = HeaderLevel.response(to.headers());
            int weight = alone ? 1 : to.weight();
            total += weight;
            destinations.add(new WeightedCluster(ref.name(), weight, alone ? request.joined(ownRequest) : ownRequest.then(request),
                    alone ? response.joined(ownResponse) : ownResponse.then(response),
                    authority != null ? authority : ownRequest.authority(), place));
        }
        if (destinations.isEmpty()) return new Action.Refuse(new Unenforced("the route has no destination with a weight", one.from()));
        return new Action.Forward(destinations, total, path);
    }

    private ClusterRef reference(Destination destination, ResolvedVirtualService vs, Provenance place, int listenerPort) {
        int port = listenerPort;
        boolean given = destination.port() != null;
        if (destination.port() != null) {
            port = destination.port().number();
        } else {
            var service = services.meantBy(destination.host(), vs.source().metadata().namespace());
            if (service != null && service.ports().size() == 1) {
                port = service.ports().getFirst().number();
                given = true;
            }
        }
        return new ClusterRef(destination.host(), port, destination.subset(), given, place);
    }

    private void addMirrors(Compiled compiled, ResolvedVirtualService vs, ResolvedRoute one, int port, List<RoutePolicy.Mirror> mirrors) {
        HttpRoute in = one.route();
        if (in.mirror() != null) {
            int ppm = in.mirrorPercentage() != null
                    ? Faults.ppm(in.mirrorPercentage())
                    : in.mirrorPercent() != null ? Faults.ppm(in.mirrorPercent()) : 1_000_000;
            addMirror(compiled, in.mirror(), vs, new Provenance(one.from().object(), one.from().field() + ".mirror"), ppm, port, mirrors);
        }
        for (int i = 0; i < in.mirrors().size(); i++) {
            var mirror = in.mirrors().get(i);
            if (mirror.destination() == null) continue;
            int ppm = mirror.percentage() == null ? 1_000_000 : Faults.ppm(mirror.percentage());
            addMirror(compiled, mirror.destination(), vs, new Provenance(one.from().object(), one.from().field() + ".mirrors[" + i + "]"),
                    ppm, port, mirrors);
        }
    }

    private void addMirror(Compiled compiled, Destination to, ResolvedVirtualService vs, Provenance place, int ppm, int port,
            List<RoutePolicy.Mirror> mirrors) {
        if (ppm == 0) return;
        var ref = reference(to, vs, place, port);
        compiled.clusters().add(ref);
        mirrors.add(new RoutePolicy.Mirror(ref.name(), ppm, place));
    }
}
