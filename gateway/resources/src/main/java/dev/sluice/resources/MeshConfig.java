package dev.sluice.resources;

/** Shape to be completed. */
public record MeshConfig(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.MESH_CONFIG;
    }

    public record Spec() {}
}
