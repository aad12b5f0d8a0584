package dev.sluice.resources;

import dev.sluice.resources.schema.Doc;
import dev.sluice.resources.schema.Entries;
import dev.sluice.resources.schema.Items;
import dev.sluice.resources.schema.Length;
import dev.sluice.resources.schema.Required;
import dev.sluice.resources.schema.Uint32;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code networking.istio.io ServiceEntry}: a service that the mesh may reach. */
@Doc("A service that the mesh may reach: its hosts, ports and endpoints.")
public record ServiceEntry(Metadata metadata, @Required Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.SERVICE_ENTRY;
    }

    public record Spec(@Doc("Host names of the service; a wildcard may stand as the first label.") @Required @Items(min = 1, max = 256) List<String> hosts, @Doc("Virtual addresses, for services that are told apart by address.") @Items(max = 256) List<@Length(max = 64) String> addresses, @Doc("Ports of the service.") @Items(max = 256) List<Port> ports, @Doc("Whether the service is part of the mesh.") Location location, @Doc("How its endpoints are found.") Resolution resolution, @Doc("Its endpoints, instead of a selector.") @Items(max = 4096) List<WorkloadEntry.Spec> endpoints, @Doc("Selects its endpoints among WorkloadEntries and pods of the same namespace.") @Nullable WorkloadLabels workloadSelector, @Doc("Namespaces that see it: . is its own, * is all, ~ is none. Default: all.") List<String> exportTo, @Doc("Names that the service's certificate must bear one of.") List<String> subjectAltNames) {
        public Spec {
            hosts = List.copyOf(hosts);
            addresses = List.copyOf(addresses);
            ports = List.copyOf(ports);
            endpoints = List.copyOf(endpoints);
            exportTo = List.copyOf(exportTo);
            subjectAltNames = List.copyOf(subjectAltNames);
        }
    }

    /** @param targetPort 0 means {@code number} */
    public record Port(@Doc("Number that clients use.") @Required @Uint32 int number, @Doc("HTTP, HTTP2, GRPC, HTTPS, TLS, TCP, MONGO, MYSQL or REDIS; empty means it is found out.") @Length(max = 256) String protocol, @Doc("Name; unique in the service.") @Required @Length(max = 256) String name, @Doc("Number at the endpoints, where it differs.") @Uint32 int targetPort) {}

    /** The {@code workloadSelector} of ServiceEntry and Sidecar. */
    public record WorkloadLabels(@Doc("Labels that must all match; no wildcards.") @Entries(max = 256) Map<String, @Length(max = 63) String> labels) {
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
