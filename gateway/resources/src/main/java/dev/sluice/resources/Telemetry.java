package dev.sluice.resources;

/** Shape to be completed. */
public record Telemetry(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.TELEMETRY;
    }

    public record Spec() {}
}
