package dev.sluice.admin.admission;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.json.Trees;
import dev.sluice.admin.kinds.Types;
import dev.sluice.admin.store.StoreView;
import dev.sluice.admin.store.StoredObject;
import dev.sluice.resources.Gateway;
import dev.sluice.resources.Kind;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.compile.ResourceSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** For which nodes a configuration is judged: the registered ones, and one made up for each Gateway that none of them serves. */
final class Views {
    private Views() {}

    static Set<NodeView> of(StoreView store, ResourceSet resources) {
        Set<NodeView> registered = registered(store);
        var views = new LinkedHashSet<NodeView>(registered);
        for (Gateway gateway : resources.all(Gateway.class)) {
            Map<String, String> selector = gateway.spec().selector();
            boolean served = registered.stream().anyMatch(view -> view.labels().entrySet().containsAll(selector.entrySet()));
            if (!served) views.add(new NodeView(NodeView.Role.INGRESS, gateway.metadata().namespace(), selector, ""));
        }
        // Routes of a configuration without any Gateway are judged, too.
        if (views.isEmpty()) views.add(NodeView.ingress());
        return views;
    }

    static Set<NodeView> registered(StoreView store) {
        var views = new LinkedHashSet<NodeView>();
        for (StoredObject node : store.list(Types.of(Kind.GATEWAY_INSTANCE))) views.add(of(node.tree().path("spec")));
        return views;
    }

    private static NodeView of(JsonNode spec) {
        NodeView.Role role = switch (Trees.text(spec, "role")) {
            case "egress" -> NodeView.Role.EGRESS;
            case "sidecar" -> NodeView.Role.SIDECAR;
            default -> NodeView.Role.INGRESS;
        };
        var labels = new HashMap<String, String>();
        spec.path("labels").properties().forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        String namespace = Trees.text(spec, "namespace");
        return new NodeView(role, namespace.isEmpty() ? "default" : namespace, labels, Trees.text(spec, "locality"));
    }
}
