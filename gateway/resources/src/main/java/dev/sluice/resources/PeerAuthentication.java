package dev.sluice.resources;

import dev.sluice.resources.schema.Doc;
import dev.sluice.resources.schema.Entries;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code security.istio.io PeerAuthentication}: whether a workload demands mutual TLS of its peers. Gateways' own listeners do not ask it. */
@Doc("Whether workloads demand mutual TLS of those who connect to them. Listeners of gateways are governed by the Gateway's tls alone.")
public record PeerAuthentication(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.PEER_AUTHENTICATION;
    }

    /** @param selector null is the whole namespace, in the root namespace the whole mesh */
    public record Spec(@Doc("Workloads it holds for; none means the namespace, in the root namespace the mesh.") @Nullable WorkloadSelector selector, @Doc("Mutual TLS on all ports.") @Nullable MutualTls mtls, @Doc("Mutual TLS by port of the workload (not of its Service); needs a selector.") @Entries(min = 1) Map<String, MutualTls> portLevelMtls) {
        public Spec {
            portLevelMtls = Map.copyOf(portLevelMtls);
        }
    }

    public record MutualTls(@Doc("UNSET inherits from the namespace, then from the mesh; there the default is PERMISSIVE.") Mode mode) {}

    public enum Mode {
        UNSET, DISABLE, PERMISSIVE, STRICT
    }
}
