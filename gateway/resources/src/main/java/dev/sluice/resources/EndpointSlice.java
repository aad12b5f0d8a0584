package dev.sluice.resources;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code discovery.k8s.io/v1 EndpointSlice}: it belongs to the Service named by its label {@code kubernetes.io/service-name}. */
public record EndpointSlice(Metadata metadata, String addressType, List<Endpoint> endpoints, List<Port> ports) implements Resource {
    public EndpointSlice {
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
    }

    @Override
    public Kind kind() {
        return Kind.ENDPOINT_SLICE;
    }

    /** @param labels not Kubernetes' own: read from {@code deprecatedTopology}, where tools put what subsets need */
    public record Endpoint(List<String> addresses, @Nullable Conditions conditions, String nodeName, String zone, Map<String, String> deprecatedTopology) {
        public Endpoint {
            addresses = List.copyOf(addresses);
            deprecatedTopology = Map.copyOf(deprecatedTopology);
        }
    }

    /** A null condition is true (ready, serving) or false (terminating), as Kubernetes says. */
    public record Conditions(@Nullable Boolean ready, @Nullable Boolean serving, @Nullable Boolean terminating) {}

    public record Port(String name, @Nullable Integer port, String protocol, @Nullable String appProtocol) {}
}
