package dev.sluice.rules.compile;

import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Gateway;
import dev.sluice.resources.Kind;
import dev.sluice.resources.ObjectRef;
import dev.sluice.rules.analyze.Bindings;
import dev.sluice.rules.analyze.Delegates;
import dev.sluice.rules.analyze.Destinations;
import dev.sluice.rules.analyze.Shadows;
import dev.sluice.rules.analyze.Unbuilt;
import dev.sluice.rules.compile.ClusterCompiler.Outcome;
import dev.sluice.rules.match.HostPattern;
import dev.sluice.rules.model.Provenance;
import dev.sluice.rules.model.Route;
import dev.sluice.rules.snapshot.VirtualHost;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Has the analyzers look at one VirtualService as it was built. */
final class VirtualServiceFindings {
    private final IndexedResourceSet resources;
    private final ServiceRegistry services;
    private final Clusters clusters;
    private final Set<Diagnostic> found = new LinkedHashSet<>();

    private VirtualServiceFindings(IndexedResourceSet resources, ServiceRegistry services, Clusters clusters) {
        this.resources = resources;
        this.services = services;
        this.clusters = clusters;
    }

    static List<Diagnostic> of(CompiledVirtualService vs, IndexedResourceSet resources, ServiceRegistry services, Clusters clusters,
            boolean selectedHere) {
        var findings = new VirtualServiceFindings(resources, services, clusters);
        findings.gateways(vs.resolved(), selectedHere);
        if (selectedHere) findings.delegates(vs.resolved());
        for (ClusterRef ref : vs.clusters()) findings.destination(ref);
        for (var view : vs.views()) {
            for (var one : view.unusable()) findings.found.add(Unbuilt.unusable(one.from(), one.reason()));
            for (var one : view.behind()) findings.found.add(Shadows.behindCatchAll(one.rule(), one.catchAll()));
        }
        findings.shadows(vs);
        findings.idle(vs);
        return List.copyOf(findings.found);
    }

    private void gateways(ResolvedVirtualService vs, boolean selectedHere) {
        var admitted = new TreeSet<String>();
        boolean allKnown = true;
        var spec = vs.source().spec();
        for (int i = 0; i < spec.gateways().size(); i++) {
            String name = Names.gateway(spec.gateways().get(i), vs.source().metadata());
            if (name.equals("mesh")) {
                allKnown = false;
                continue;
            }
            int slash = name.indexOf('/');
            if (resources
                    .find(new ObjectRef(Kind.GATEWAY, name.substring(0, slash), name.substring(slash + 1))) instanceof Gateway gateway) {
                for (int at = 0; at < gateway.spec().servers().size(); at++) {
                    var port = gateway.spec().servers().get(at).port();
                    if (port != null)
                        admitted.addAll(BoundServer.of(gateway, at, port, port.number()).hostsFor(vs.source().metadata().namespace()));
                }
            } else {
                allKnown = false;
                found.add(Bindings.unknownGateway(new Provenance(vs.source().ref(), "spec.gateways[" + i + "]"), name));
            }
        }
        if (!allKnown || !selectedHere) return;
        for (int i = 0; i < vs.hosts().size(); i++) {
            String host = vs.hosts().get(i);
            if (admitted.stream().noneMatch(one -> HostPattern.overlaps(one, host))) {
                found.add(Bindings.hostOnNoGateway(new Provenance(vs.source().ref(), "spec.hosts[" + i + "]"), host, admitted));
            }
        }
    }

    private void delegates(ResolvedVirtualService vs) {
        for (var one : vs.problems()) {
            found.add(switch (one.reason()) {
                case MISSING -> Delegates.missing(one.from(), one.delegate());
                case NOT_EXPORTED -> Delegates.hidden(one.from(), one.delegate());
                case NOT_A_DELEGATE ->
                    Delegates.unfit(one.from(), one.delegate() + " has hosts, so it is no delegate: the route contributes nothing");
                case NESTED -> Delegates.unfit(one.from(), "a delegate may not delegate further: this route is left out");
                case CONFLICTING_MATCH -> Delegates.unfit(one.from(),
                        "its match fits none of " + vs.source().ref() + " " + one.detail() + ": this route is left out there");
            });
        }
    }

    private void destination(ClusterRef ref) {
        switch (clusters.outcome(ref.name())) {
            case Outcome.NoService none -> found.add(Destinations.unknownHost(at(ref, "host"), ref.host(), services.hosts()));
            case Outcome.NoPort none ->
                found.add(Destinations.unknownPort(at(ref, ref.portGiven() ? "port" : ""), ref.host(), ref.port(), ref.portGiven(),
                        none.service().ports().stream().map(RegisteredService.Port::number).toList()));
            case Outcome.NoSubset none -> found.add(Destinations.unknownSubset(at(ref, "subset"), ref.host(), ref.subset(),
                    none.rules() == null ? List.of() : none.rules().subsets().stream().map(one -> one.subset().name()).toList()));
            case Outcome.Built built -> {
                // It leads somewhere.
            }
            case null -> {
                // Nobody names it any more.
            }
        }
    }

    private void idle(CompiledVirtualService vs) {
        for (var view : vs.views()) {
            for (Route route : view.routes()) {
                for (var mirror : route.policy().mirrors()) found.add(Unbuilt.notActedOn(mirror.from(), List.of("copies of requests")));
            }
        }
        var spec = vs.resolved().source().spec();
        if (!spec.tcp().isEmpty())
            found.add(Unbuilt.notActedOn(new Provenance(vs.resolved().source().ref(), "spec.tcp"), List.of("TCP routes")));
        if (!spec.tls().isEmpty())
            found.add(Unbuilt.notActedOn(new Provenance(vs.resolved().source().ref(), "spec.tls"), List.of("TLS routes")));
    }

    private static Provenance at(ClusterRef ref, String field) {
        return field.isEmpty() ? ref.from() : new Provenance(ref.from().object(), ref.from().field() + "." + field);
    }

    /** A route is unreachable only if it is so on every host that it is on; who hides it is told, too. */
    private void shadows(CompiledVirtualService vs) {
        var routes = new LinkedHashSet<Route>();
        for (var view : vs.views()) routes.addAll(view.routes());
        for (Route route : routes) {
            String host = null;
            Route by = null;
            boolean reachable = false;
            for (var one : places(vs, route)) {
                Route hiding = Shadows.shadowing(one, route);
                reachable |= hiding == null;
                if (hiding != null && by == null) {
                    by = hiding;
                    host = one.name();
                }
            }
            if (reachable || by == null || host == null) continue;
            found.add(Shadows.unreachable(route, by.from(), host));
            if (!by.from().object().equals(route.from().object())) found.add(Shadows.hides(by.from(), route, host));
        }
    }

    private static List<VirtualHost> places(CompiledVirtualService vs, Route route) {
        var places = new ArrayList<VirtualHost>();
        vs.hosts().forEach((table, names) -> {
            for (String name : names) {
                @Nullable VirtualHost host = table.hosts().get(name);
                if (host != null && table.contributions(name).stream().anyMatch(one -> one.by() == vs && one.routes().contains(route)))
                    places.add(host);
            }
        });
        places.sort(java.util.Comparator.comparing(VirtualHost::name));
        return places;
    }
}
