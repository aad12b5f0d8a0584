package dev.sluice.resources;

import dev.sluice.resources.schema.Doc;
import dev.sluice.resources.schema.Entries;
import dev.sluice.resources.schema.Length;
import dev.sluice.resources.schema.Required;
import dev.sluice.resources.schema.Uint32;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code networking.istio.io WorkloadEntry}: one endpoint outside any orchestrator. */
@Doc("One endpoint outside any orchestrator; ServiceEntries select it by its labels.")
public record WorkloadEntry(Metadata metadata, @Required Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.WORKLOAD_ENTRY;
    }

    /** @param weight null is 1 */
    @Doc("One endpoint.")
    public record Spec(@Doc("IP address, DNS name or unix:// path. Needed unless network is set.") @Length(max = 256) String address, @Doc("Port numbers by the ServiceEntry's port names, where they differ from it.") @Entries(max = 128) Map<String, @Uint32 Integer> ports, @Doc("Labels that subsets and selectors match.") @Entries(max = 256) Map<String, String> labels, @Doc("Network of the endpoint; one of another network is reached through its gateway.") @Length(max = 2048) String network, @Doc("Where it is: region/zone/subzone.") @Length(max = 2048) String locality, @Doc("Share of the traffic, relative to the others. Default: 1.") @Uint32 @Nullable Integer weight, @Doc("Service account of the workload, for its identity.") @Length(max = 253) String serviceAccount) {
        public Spec {
            ports = Map.copyOf(ports);
            labels = Map.copyOf(labels);
        }
    }
}
