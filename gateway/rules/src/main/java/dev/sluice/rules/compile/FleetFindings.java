package dev.sluice.rules.compile;

import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Gateway;
import dev.sluice.rules.analyze.Bindings;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/** What can only be said with all nodes in view. */
public final class FleetFindings {
    private FleetFindings() {}

    /** SL2014 for each Gateway that selects none of {@code nodes}; with an empty selector a Gateway selects all. */
    public static List<Diagnostic> of(ResourceSet resources, Collection<NodeView> nodes) {
        var found = new ArrayList<Diagnostic>();
        for (Gateway gateway : resources.all(Gateway.class)) {
            var selector = gateway.spec().selector();
            if (nodes.stream().noneMatch(node -> node.labels().entrySet().containsAll(selector.entrySet()))) {
                found.add(Bindings.gatewayWithoutNode(gateway.ref(), new TreeMap<>(selector).toString()));
            }
        }
        return found;
    }
}
