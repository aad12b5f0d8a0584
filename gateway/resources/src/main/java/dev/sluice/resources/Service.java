package dev.sluice.resources;

import dev.sluice.resources.schema.IntOrString;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code v1 Service}, as far as routing needs it; other fields of Kubernetes' own kind are kept by the store and not looked at. */
public record Service(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.SERVICE;
    }

    public record Spec(Map<String, String> selector, List<Port> ports, String type, String clusterIP, String externalName) {
        public Spec {
            selector = Map.copyOf(selector);
            ports = List.copyOf(ports);
        }
    }

    /** @param targetPort a number or a name, as text; null means {@code port} */
    public record Port(String name, int port, String protocol, @IntOrString @Nullable String targetPort, @Nullable String appProtocol) {}
}
