package dev.sluice.resources;

/** Shape to be completed. */
public record ProxyConfig(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.PROXY_CONFIG;
    }

    public record Spec() {}
}
