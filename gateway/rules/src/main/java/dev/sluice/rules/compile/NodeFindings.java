package dev.sluice.rules.compile;

import dev.sluice.resources.DestinationRule;
import dev.sluice.resources.DestinationRule.LbPolicy;
import dev.sluice.resources.DestinationRule.TrafficPolicy;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Kind;
import dev.sluice.resources.ObjectRef;
import dev.sluice.resources.Secret;
import dev.sluice.rules.analyze.Servers;
import dev.sluice.rules.analyze.Unbuilt;
import dev.sluice.rules.compile.GatewayPlan.ListenerPlan;
import dev.sluice.rules.match.HostPattern;
import dev.sluice.rules.model.Provenance;
import dev.sluice.rules.model.Unenforced;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Has the analyzers look at what belongs to no single VirtualService. */
final class NodeFindings {
    private NodeFindings() {}

    static List<Diagnostic> ofServers(GatewayPlan plan, ListenerPolicies limits, List<Unenforced> refusals, IndexedResourceSet resources,
            NodeView view,
            boolean allowUnenforced) {
        var found = new LinkedHashSet<Diagnostic>();
        for (var one : plan.conflicts())
            found.addAll(Servers.conflict(one.dropped().from(), one.kept().from(), one.dropped().port(), one.reason()));
        for (Unenforced one : refusals) found.add(Unbuilt.notEnforced(one, allowUnenforced));
        for (ListenerPlan listener : plan.listeners()) {
            if (listener.tcp() != null)
                found.add(Unbuilt.notEnforced(UnenforcedFeature.TCP.at(listener.tcp().from(), listener.tcp().protocol()), false));
            for (BoundServer server : listener.tls()) addTls(server, resources, view, allowUnenforced, found);
            var asking = limits.asking(listener);
            for (int i = 1; i < asking.size(); i++) {
                found.add(Servers.severalPolicies(new Provenance(asking.get(i).ref(), "spec"),
                        new Provenance(asking.getFirst().ref(), "spec"), Integer.toString(listener.port())));
            }
        }
        return List.copyOf(found);
    }

    private static void addTls(BoundServer server, IndexedResourceSet resources, NodeView view, boolean allowUnenforced,
            LinkedHashSet<Diagnostic> found) {
        var strict = TlsTerminations.refusal(server, false);
        if (strict != null) found.add(Unbuilt.notEnforced(strict, TlsTerminations.refusal(server, allowUnenforced) == null));
        var tls = server.tls();
        if (tls == null || !server.endsHttps()) return;
        var names = new ArrayList<String>(tls.credentialNames());
        if (!tls.credentialName().isEmpty()) names.add(tls.credentialName());
        for (String name : names) {
            if (name.contains("://")) continue;
            String field = tls.credentialName().equals(name) ? ".tls.credentialName" : ".tls.credentialNames";
            var place = new Provenance(server.gateway().ref(), server.from().field() + field);
            if (!(resources.find(new ObjectRef(Kind.SECRET, view.namespace(), name)) instanceof Secret secret)) {
                found.add(Servers.missingCredential(place, name, view.namespace()));
            } else if (secret.certificate() == null || secret.privateKey() == null) {
                found.add(Servers.emptyCredential(place, secret));
            }
        }
    }

    static List<Diagnostic> ofDestinationRules(IndexedResourceSet resources, ServiceRegistry services) {
        var found = new LinkedHashSet<Diagnostic>();
        for (DestinationRule rule : resources.all(DestinationRule.class)) {
            String host = Names.host(rule.spec().host(), rule.metadata());
            boolean governs = HostPattern.isWildcard(host)
                    ? services.hosts().stream().anyMatch(one -> HostPattern.isSubset(one, host))
                    : services.hosts().contains(host);
            if (!governs) found.add(Unbuilt.ruleWithoutService(new Provenance(rule.ref(), "spec.host"), host));
            var idle = new TreeSet<String>();
            addIdle(rule.spec().trafficPolicy(), idle);
            for (var subset : rule.spec().subsets()) addIdle(subset.trafficPolicy(), idle);
            if (!idle.isEmpty()) found.add(Unbuilt.notActedOn(new Provenance(rule.ref(), "spec"), idle));
        }
        return List.copyOf(found);
    }

    private static void addIdle(@Nullable TrafficPolicy policy, TreeSet<String> idle) {
        if (policy == null) return;
        if (policy.outlierDetection() != null) idle.add("outlierDetection");
        if (policy.tunnel() != null) idle.add("tunnel");
        if (policy.proxyProtocol() != null) idle.add("proxyProtocol");
        if (policy.retryBudget() != null) idle.add("retryBudget");
        var balancer = policy.loadBalancer();
        if (balancer == null) return;
        if (balancer.policy() instanceof LbPolicy.Hash) idle.add("loadBalancer.consistentHash");
        if (balancer.localityLbSetting() != null) idle.add("loadBalancer.localityLbSetting");
        if (balancer.zoneAwareLbSetting() != null) idle.add("loadBalancer.zoneAwareLbSetting");
        if (balancer.warmup() != null || balancer.warmupDurationSecs() != null) idle.add("loadBalancer.warmup");
    }
}
