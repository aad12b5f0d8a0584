package dev.sluice.admin.configuration;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.admin.json.Trees;
import java.util.HashMap;
import java.util.Map;

/** What of a node decides which Secrets it is given: as its GatewayInstance says, not as the node claims. */
record NodeScope(String namespace, Map<String, String> labels) {
    NodeScope {
        labels = Map.copyOf(labels);
    }

    /** @param instance the whole GatewayInstance */
    static NodeScope of(JsonNode instance) {
        var labels = new HashMap<String, String>();
        Trees.at(instance, "spec", "labels").properties().forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
        String namespace = Trees.text(instance, "spec", "namespace");
        return new NodeScope(namespace.isEmpty() ? "default" : namespace, labels);
    }
}
