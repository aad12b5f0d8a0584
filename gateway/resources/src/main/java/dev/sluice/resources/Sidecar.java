package dev.sluice.resources;

/** Shape to be completed. */
public record Sidecar(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.SIDECAR;
    }

    public record Spec() {}
}
