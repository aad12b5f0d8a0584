package dev.sluice.resources;

import java.util.Map;

/** {@code v1 ConfigMap}. */
public record ConfigMap(Metadata metadata, Map<String, String> data, Map<String, Bytes> binaryData) implements Resource {
    public ConfigMap {
        data = Map.copyOf(data);
        binaryData = Map.copyOf(binaryData);
    }

    @Override
    public Kind kind() {
        return Kind.CONFIG_MAP;
    }
}
