package dev.sluice.resources;

/** Shape to be completed. */
public record RequestAuthentication(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.REQUEST_AUTHENTICATION;
    }

    public record Spec() {}
}
