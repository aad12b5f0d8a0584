package dev.sluice.rules.explain;

import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Gateway;
import dev.sluice.resources.ObjectRef;
import dev.sluice.resources.Service;
import dev.sluice.resources.ServiceEntry;
import dev.sluice.resources.VirtualService;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.compile.ResourceSet;
import dev.sluice.rules.match.HostPattern;
import dev.sluice.rules.model.Cluster;
import dev.sluice.rules.model.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;

/** Where what a request needs comes from, and why it is not there: what the objects say that could have given it. */
final class Absences {
    private static final int MOST = 10;

    private final ResourceSet resources;
    private final NodeView view;
    private final List<Diagnostic> findings;

    /** @param findings of compiling {@code resources} for {@code view} */
    Absences(ResourceSet resources, NodeView view, List<Diagnostic> findings) {
        this.resources = resources;
        this.view = view;
        this.findings = findings;
    }

    /** Servers that have {@code port} although the node does not listen there. */
    List<Step> ofListener(int port) {
        var steps = new ArrayList<Step>();
        for (Gateway gateway : resources.all(Gateway.class)) {
            for (int i = 0; i < gateway.spec().servers().size(); i++) {
                var declared = gateway.spec().servers().get(i).port();
                if (declared == null || declared.number() != port) continue;
                var server = new Provenance(gateway.ref(), "spec.servers[" + i + "]");
                if (view.labels().entrySet().containsAll(gateway.spec().selector().entrySet())) {
                    steps.add(Step.of("").at(server).and(" has it and is not in force"));
                    steps.addAll(findingsAt(server));
                } else {
                    steps.add(Step.of("").at(server).and(" has it, but ").at(new Provenance(gateway.ref(), "spec.selector"))
                            .and(" does not select this node, whose labels are " + new TreeMap<>(view.labels())));
                }
            }
        }
        return first(steps);
    }

    /** VirtualServices that have {@code host} and are not in force where it was asked for. */
    List<Step> ofHost(String host) {
        var steps = new ArrayList<Step>();
        for (VirtualService one : resources.all(VirtualService.class)) {
            for (int i = 0; i < one.spec().hosts().size(); i++) {
                if (!HostPattern.isSubset(host, one.spec().hosts().get(i).toLowerCase(Locale.ROOT))) continue;
                steps.add(Step.of("").at(new Provenance(one.ref(), "spec.hosts[" + i + "]"))
                        .and(" has the name, but is not bound to a server here, see ").at(new Provenance(one.ref(), "spec.gateways")));
                steps.addAll(findingsAt(new Provenance(one.ref(), "spec.gateways")));
                steps.addAll(findingsAt(new Provenance(one.ref(), "spec.hosts[" + i + "]")));
            }
        }
        return first(steps);
    }

    /** Why a cluster that a route names does not exist. */
    List<Step> ofCluster(Provenance destination) {
        return first(findingsAt(destination));
    }

    /** The fields that say where a cluster's endpoints are. */
    List<Provenance> sources(Cluster cluster) {
        return cluster.services().stream().map(ref -> new Provenance(ref, switch (resources.find(ref)) {
            case ServiceEntry entry when entry.spec().workloadSelector() != null -> "spec.workloadSelector";
            case ServiceEntry entry -> entry.spec().endpoints().isEmpty() ? "spec.hosts" : "spec.endpoints";
            case Service service -> service.spec().selector().isEmpty() ? "spec" : "spec.selector";
            case null, default -> "spec";
        })).toList();
    }

    /** Why a cluster has no endpoint. */
    List<Step> ofEndpoints(Cluster cluster) {
        var steps = new ArrayList<Step>();
        for (ObjectRef ref : cluster.services()) {
            switch (resources.find(ref)) {
                case ServiceEntry entry -> steps.add(ofEntry(entry, cluster));
                case Service service -> steps.add(Step.of("no ready endpoint of an EndpointSlice or WorkloadEntry is one of ")
                        .at(new Provenance(ref, service.spec().selector().isEmpty() ? "metadata.name" : "spec.selector")));
                case null, default -> steps.add(Step.of(ref + " is gone"));
            }
        }
        if (!cluster.labels().isEmpty()) {
            steps.add(Step
                    .of("subset " + cluster.subset() + " asks for endpoints with the labels " + new TreeMap<>(cluster.labels()) + ", from ")
                    .at(new Provenance(cluster.from().object(), cluster.from().field() + ".labels")));
        }
        return first(steps);
    }

    private static Step ofEntry(ServiceEntry entry, Cluster cluster) {
        var spec = entry.spec();
        return switch (spec.resolution()) {
            case NONE, DYNAMIC_DNS -> Step.of("no endpoints come of ").at(new Provenance(entry.ref(), "spec.resolution"))
                    .and(": with " + spec.resolution() + " they are where the client asked to go, which is for egress and not built yet");
            case STATIC, DNS, DNS_ROUND_ROBIN -> {
                if (spec.workloadSelector() != null)
                    yield Step.of("no WorkloadEntry of namespace " + entry.metadata().namespace() + " fits ")
                            .at(new Provenance(entry.ref(), "spec.workloadSelector"));
                if (spec.endpoints().isEmpty())
                    yield Step.of("no address is known for " + cluster.host() + ", from ").at(new Provenance(entry.ref(), "spec.hosts"));
                yield Step.of("none fits of " + spec.endpoints().size() + " in ").at(new Provenance(entry.ref(), "spec.endpoints"));
            }
        };
    }

    private List<Step> findingsAt(Provenance place) {
        var steps = new ArrayList<Step>();
        for (Diagnostic one : findings) {
            if (!place.object().equals(one.object()) || !one.field().startsWith(place.field())) continue;
            steps.add(Step.of(one.code().code() + " ").at(new Provenance(place.object(), one.field())).and(": " + one.message()));
        }
        return steps;
    }

    private static List<Step> first(List<Step> steps) {
        return steps.stream().limit(MOST).toList();
    }
}
