package dev.sluice.resources;

/** Shape to be completed. */
public record PeerAuthentication(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.PEER_AUTHENTICATION;
    }

    public record Spec() {}
}
