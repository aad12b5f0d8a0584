package dev.sluice.resources;

import dev.sluice.resources.schema.Doc;
import dev.sluice.resources.schema.Length;
import dev.sluice.resources.schema.Range;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code networking.istio.io ProxyConfig}: how proxies are started. Sluice's own nodes take what they need from flags. */
@Doc("How proxies of workloads are started. Nodes of Sluice are started by flags and read it for compatibility alone.")
public record ProxyConfig(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.PROXY_CONFIG;
    }

    /** @param concurrency null inherits; 0 is one thread per processor */
    public record Spec(@Doc("Workloads it holds for; none means the namespace, in the root namespace the mesh.") @Nullable WorkloadSelector selector, @Doc("Worker threads; 0 means one per processor.") @Range(min = 0) @Nullable Integer concurrency, @Doc("Environment variables of the proxy.") Map<String, @Length(max = 2048) String> environmentVariables, @Doc("Image of the proxy.") @Nullable Image image) {
        public Spec {
            environmentVariables = Map.copyOf(environmentVariables);
        }
    }

    public record Image(@Doc("Variant of the image, as default, debug or distroless.") String imageType) {}
}
