package dev.sluice.rules.compile;

import dev.sluice.resources.VirtualService.HttpRetry;
import dev.sluice.rules.model.HttpOptions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the mesh says where an object says nothing (MeshConfig; Istio's own defaults without one). */
record MeshDefaults(
        String rootNamespace, List<String> serviceExportTo, List<String> virtualServiceExportTo, List<String> destinationRuleExportTo, Duration connectTimeout,
        boolean upgradeToHttp2, @Nullable HttpRetry retries, HttpOptions options) {
    static final MeshDefaults ISTIO = new MeshDefaults("istio-system", List.of("*"), List.of("*"), List.of("*"), Duration.ofSeconds(10), false, null,
            HttpOptions.DEFAULT);

    static MeshDefaults of(IndexedResourceSet resources) {
        return ISTIO;
    }
}
