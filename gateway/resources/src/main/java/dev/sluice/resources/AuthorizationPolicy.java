package dev.sluice.resources;

/** Shape to be completed. */
public record AuthorizationPolicy(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.AUTHORIZATION_POLICY;
    }

    public record Spec() {}
}
