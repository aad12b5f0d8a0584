package dev.sluice.resources;

import java.util.Map;
import java.util.TreeSet;

/** {@code v1 Secret}. Never prints its data. */
public record Secret(Metadata metadata, String type, Map<String, Bytes> data) implements Resource {
    public Secret {
        data = Map.copyOf(data);
    }

    @Override
    public Kind kind() {
        return Kind.SECRET;
    }

    @Override
    public String toString() {
        return "Secret[" + metadata.namespace() + "/" + metadata.name() + ", keys " + new TreeSet<>(data.keySet()) + "]";
    }
}
