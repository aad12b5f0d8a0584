package dev.sluice.resources;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code networking.istio.io ServiceEntry}: a service that the mesh may reach. */
public record ServiceEntry(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.SERVICE_ENTRY;
    }

    public record Spec(List<String> hosts, List<String> addresses, List<Port> ports, Location location, Resolution resolution, List<WorkloadEntry.Spec> endpoints, @Nullable WorkloadLabels workloadSelector, List<String> exportTo, List<String> subjectAltNames) {
        public Spec {
            hosts = List.copyOf(hosts);
            addresses = List.copyOf(addresses);
            ports = List.copyOf(ports);
            endpoints = List.copyOf(endpoints);
            exportTo = List.copyOf(exportTo);
            subjectAltNames = List.copyOf(subjectAltNames);
        }
    }

    public record Port(int number, String protocol, String name, int targetPort) {}

    /** The {@code workloadSelector} of ServiceEntry and Sidecar. */
    public record WorkloadLabels(Map<String, String> labels) {
        public WorkloadLabels {
            labels = Map.copyOf(labels);
        }
    }

    public enum Location {
        MESH_EXTERNAL, MESH_INTERNAL
    }

    public enum Resolution {
        NONE, STATIC, DNS, DNS_ROUND_ROBIN, DYNAMIC_DNS
    }
}
