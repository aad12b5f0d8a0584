package dev.sluice.resources;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code networking.istio.io WorkloadEntry}: one endpoint outside any orchestrator. */
public record WorkloadEntry(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.WORKLOAD_ENTRY;
    }

    /** @param weight null is 1 */
    public record Spec(String address, Map<String, Integer> ports, Map<String, String> labels, String network, String locality, @Nullable Integer weight, String serviceAccount) {
        public Spec {
            ports = Map.copyOf(ports);
            labels = Map.copyOf(labels);
        }
    }
}
