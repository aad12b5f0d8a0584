package dev.sluice.resources;

/** {@code v1 Namespace}. */
public record Namespace(Metadata metadata) implements Resource {
    @Override
    public Kind kind() {
        return Kind.NAMESPACE;
    }
}
