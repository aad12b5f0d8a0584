package dev.sluice.resources;

import dev.sluice.resources.schema.Doc;
import dev.sluice.resources.schema.Entries;
import dev.sluice.resources.schema.Length;
import java.util.Map;

/** Which workloads an object holds for: those that have all the labels. */
public record WorkloadSelector(@Doc("Labels that a workload must have; no wildcards.") @Entries(max = 4096) Map<String, @Length(max = 63) String> matchLabels) {
    public WorkloadSelector {
        matchLabels = Map.copyOf(matchLabels);
    }
}
