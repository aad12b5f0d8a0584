package dev.sluice.resources;

/** Shape to be completed. */
public record WorkloadGroup(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.WORKLOAD_GROUP;
    }

    public record Spec() {}
}
