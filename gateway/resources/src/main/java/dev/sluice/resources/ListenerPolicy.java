package dev.sluice.resources;

/** Shape to be completed. */
public record ListenerPolicy(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.LISTENER_POLICY;
    }

    public record Spec() {}
}
