package dev.sluice.resources;

/** Shape to be completed. */
public record GatewayInstance(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.GATEWAY_INSTANCE;
    }

    public record Spec() {}
}
