package dev.sluice.rules.compile;

import dev.sluice.resources.DestinationRule;
import dev.sluice.resources.DestinationRule.Subset;
import dev.sluice.resources.DestinationRule.TrafficPolicy;
import dev.sluice.rules.match.HostPattern;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The DestinationRules that a node can see, merged, and which of them governs a service (RX-62 to RX-64). */
final class DestinationPolicies {
    /**
     * The rules of one host and namespace as one.
     *
     * @param policyFrom which rule gave the top-level policy; null if none has one
     * @param rules the oldest first
     */
    record Merged(List<SubsetOf> subsets, @Nullable TrafficPolicy policy, @Nullable DestinationRule policyFrom, List<DestinationRule> rules) {
        @Nullable
        SubsetOf subset(String name) {
            for (SubsetOf one : subsets) if (one.subset().name().equals(name)) return one;
            return null;
        }
    }

    /** @param field of the rule, {@code spec.subsets[2]} */
    record SubsetOf(Subset subset, DestinationRule rule, String field) {}

    private final NodeView view;
    private final MeshDefaults mesh;
    /** By namespace and host; rules in order of age. */
    private final Map<String, Map<String, List<DestinationRule>>> byNamespace = new HashMap<>();

    private DestinationPolicies(NodeView view, MeshDefaults mesh) {
        this.view = view;
        this.mesh = mesh;
    }

    static DestinationPolicies of(IndexedResourceSet resources, NodeView view, MeshDefaults mesh) {
        var policies = new DestinationPolicies(view, mesh);
        for (DestinationRule rule : resources.all(DestinationRule.class)) {
            if (!policies.isSeen(rule)) continue;
            var hosts = policies.byNamespace.computeIfAbsent(rule.metadata().namespace(), namespace -> new HashMap<>());
            hosts.computeIfAbsent(Names.host(rule.spec().host(), rule.metadata()), host -> new ArrayList<>(1)).add(rule);
        }
        return policies;
    }

    private boolean isSeen(DestinationRule rule) {
        var meta = rule.metadata();
        var selector = rule.spec().workloadSelector();
        if (selector != null) {
            return meta.namespace().equals(view.namespace()) && view.labels().entrySet().containsAll(selector.matchLabels().entrySet());
        }
        return Visibility.of(rule.spec().exportTo(), mesh.destinationRuleExportTo(), meta.namespace(), view.namespace()).isVisible();
    }

    /** What governs {@code service}; null if nothing does. */
    @Nullable
    Merged governing(RegisteredService service) {
        boolean inRoot = view.namespace().equals(mesh.rootNamespace());
        Merged found = inRoot ? in(view.namespace(), service.host(), true) : in(view.namespace(), service.host(), false);
        if (found == null) found = in(service.namespace(), service.host(), false);
        return found != null ? found : in(mesh.rootNamespace(), service.host(), false);
    }

    private @Nullable Merged in(String namespace, String host, boolean privateOnly) {
        var hosts = byNamespace.get(namespace);
        if (hosts == null) return null;
        var rules = hosts.get(host);
        if (rules == null || privateOnly && privateOf(rules).isEmpty()) {
            var wildcards = hosts.keySet().stream().filter(HostPattern::isWildcard)
                    .filter(one -> !privateOnly || !privateOf(hosts.getOrDefault(one, List.of())).isEmpty());
            String pattern = HostPattern.mostSpecific(host, wildcards::iterator);
            rules = pattern == null ? null : hosts.get(pattern);
        }
        if (rules == null) return null;
        return merge(privateOnly ? privateOf(rules) : rules);
    }

    private static List<DestinationRule> privateOf(List<DestinationRule> rules) {
        return rules.stream().filter(rule -> rule.spec().exportTo().size() == 1
                && (rule.spec().exportTo().contains(".") || rule.spec().exportTo().contains(rule.metadata().namespace()))).toList();
    }

    /** Rules that select workloads win over those that do not, and are not merged with them (RX-64). */
    private static Merged merge(List<DestinationRule> all) {
        var selecting = all.stream().filter(rule -> rule.spec().workloadSelector() != null).toList();
        var rules = all;
        if (!selecting.isEmpty()) {
            var first = selecting.getFirst().spec().workloadSelector();
            rules = selecting.stream().filter(rule -> first != null && first.equals(rule.spec().workloadSelector())).toList();
        }
        var subsets = new ArrayList<SubsetOf>();
        var names = new HashSet<String>();
        DestinationRule policyFrom = null;
        for (DestinationRule rule : rules) {
            if (policyFrom == null && rule.spec().trafficPolicy() != null) policyFrom = rule;
            for (int i = 0; i < rule.spec().subsets().size(); i++) {
                Subset subset = rule.spec().subsets().get(i);
                if (names.add(subset.name())) subsets.add(new SubsetOf(subset, rule, "spec.subsets[" + i + "]"));
            }
        }
        return new Merged(List.copyOf(subsets), policyFrom == null ? null : policyFrom.spec().trafficPolicy(), policyFrom,
                List.copyOf(rules));
    }
}
