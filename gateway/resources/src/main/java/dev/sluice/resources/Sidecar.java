package dev.sluice.resources;

import dev.sluice.resources.schema.Doc;
import dev.sluice.resources.schema.Required;
import dev.sluice.resources.schema.Uint32;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code networking.istio.io Sidecar}: what a sidecar listens on and what it may reach. */
@Doc("What sidecars listen on and which services they know.")
public record Sidecar(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.SIDECAR;
    }

    public record Spec(@Doc("Workloads it holds for; none means the namespace, in the root namespace the mesh.") ServiceEntry.@Nullable WorkloadLabels workloadSelector, @Doc("Listeners towards the workload; none means its Services' ports.") List<Ingress> ingress, @Doc("Listeners from the workload and the hosts it knows; none means everything.") List<Egress> egress, @Doc("Connections to the workload.") DestinationRule.@Nullable ConnectionPool inboundConnectionPool, @Doc("What becomes of traffic to unknown hosts.") @Nullable OutboundTrafficPolicy outboundTrafficPolicy) {
        public Spec {
            ingress = List.copyOf(ingress);
            egress = List.copyOf(egress);
        }
    }

    public record Port(@Doc("Number.") @Uint32 int number, @Doc("Protocol.") String protocol, @Doc("Name.") String name, @Doc("Must not be set.") @Uint32 @Nullable Integer targetPort) {}

    public record Ingress(@Doc("Port it listens on.") @Required @Nullable Port port, @Doc("Address it listens on. Default: all.") String bind, @Doc("How traffic reaches it.") CaptureMode captureMode, @Doc("Where the workload listens: 127.0.0.1:PORT, 0.0.0.0:PORT or unix:///PATH.") String defaultEndpoint, @Doc("TLS of the listener.") Gateway.@Nullable ServerTls tls, @Doc("Connections to the workload on this port.") DestinationRule.@Nullable ConnectionPool connectionPool) {}

    public record Egress(@Doc("Port it listens on; one listener may leave it out.") @Nullable Port port, @Doc("Address it listens on.") String bind, @Doc("How traffic reaches it.") CaptureMode captureMode, @Doc("What is known there, as NAMESPACE/HOST.") @Required List<String> hosts) {
        public Egress {
            hosts = List.copyOf(hosts);
        }
    }

    public enum CaptureMode {
        DEFAULT, IPTABLES, NONE
    }

    /** An empty message is REGISTRY_ONLY although an absent one is the mesh's setting. */
    public record OutboundTrafficPolicy(@Doc("REGISTRY_ONLY refuses unknown hosts, ALLOW_ANY lets them through.") Mode mode, @Doc("Where traffic to unknown hosts is sent; ALLOW_ANY only.") VirtualService.@Nullable Destination egressProxy) {}

    public enum Mode {
        REGISTRY_ONLY, ALLOW_ANY
    }
}
