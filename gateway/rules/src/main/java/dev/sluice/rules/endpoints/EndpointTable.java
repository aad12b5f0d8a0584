package dev.sluice.rules.endpoints;

import java.util.List;
import java.util.Map;

/** Endpoints by cluster name. Swapped alone, outside the compilation of routes. */
public record EndpointTable(Map<String, List<Endpoint>> byCluster) {
    public static final EndpointTable EMPTY = new EndpointTable(Map.of());

    public EndpointTable {
        byCluster = Map.copyOf(byCluster);
    }

    /** Empty if the cluster has no endpoint. */
    public List<Endpoint> of(String cluster) {
        return byCluster.getOrDefault(cluster, List.of());
    }
}
