package dev.sluice.rules.compile;

import java.util.Map;

/** What of a node matters to what it is given. */
public record NodeView(Role role, String namespace, Map<String, String> labels, String locality) {
    public NodeView {
        labels = Map.copyOf(labels);
    }

    public enum Role {
        INGRESS, EGRESS, SIDECAR
    }

    /** The ingress node of {@code sluice up}. */
    public static NodeView ingress() {
        return new NodeView(Role.INGRESS, "default", Map.of("istio", "ingressgateway", "app", "istio-ingressgateway"), "");
    }
}
