package dev.sluice.rules.compile;

import dev.sluice.resources.Kind;
import dev.sluice.resources.MeshConfig;
import dev.sluice.resources.MeshConfig.H2Upgrade;
import dev.sluice.resources.ObjectRef;
import dev.sluice.resources.VirtualService.HttpRetry;
import dev.sluice.rules.model.HttpOptions.ForwardClientCert;
import dev.sluice.rules.model.HttpOptions.PathNormalization;
import dev.sluice.rules.model.Provenance;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the mesh says where an object says nothing: its MeshConfig over Istio's own defaults.
 *
 * @param connectTimeoutFrom null is Istio's default
 * @param retries null is Istio's built-in policy
 */
record MeshDefaults(String rootNamespace, List<String> serviceExportTo, List<String> virtualServiceExportTo, List<String> destinationRuleExportTo, Duration connectTimeout, @Nullable Provenance connectTimeoutFrom, boolean upgradeToHttp2, @Nullable HttpRetry retries, PathNormalization paths, int numTrustedProxies, ForwardClientCert forwardClientCert) {
    static final MeshDefaults ISTIO = new MeshDefaults("istio-system", List.of("*"), List.of("*"), List.of("*"), Duration.ofSeconds(10),
            null, false, null,
            PathNormalization.BASE, 0, ForwardClientCert.SANITIZE_SET);

    static MeshDefaults of(IndexedResourceSet resources) {
        if (!(resources.find(new ObjectRef(Kind.MESH_CONFIG, "", MeshConfig.NAME)) instanceof MeshConfig config)) return ISTIO;
        var spec = config.spec();
        var topology = spec.defaultConfig() == null ? null : spec.defaultConfig().gatewayTopology();
        return new MeshDefaults(spec.rootNamespace().isEmpty() ? ISTIO.rootNamespace : spec.rootNamespace(),
                orAll(spec.defaultServiceExportTo()),
                orAll(spec.defaultVirtualServiceExportTo()), orAll(spec.defaultDestinationRuleExportTo()),
                spec.connectTimeout() == null ? ISTIO.connectTimeout : spec.connectTimeout(),
                spec.connectTimeout() == null ? null : field("spec.connectTimeout"), spec.h2UpgradePolicy() == H2Upgrade.UPGRADE,
                spec.defaultHttpRetryPolicy(), paths(spec.pathNormalization()), topology == null ? 0 : topology.numTrustedProxies(),
                topology == null ? ISTIO.forwardClientCert : clientCert(topology.forwardClientCertDetails()));
    }

    /** Of the one MeshConfig. */
    static Provenance field(String path) {
        return new Provenance(new ObjectRef(Kind.MESH_CONFIG, "", MeshConfig.NAME), path);
    }

    private static List<String> orAll(List<String> exportTo) {
        return exportTo.isEmpty() ? List.of("*") : exportTo;
    }

    private static PathNormalization paths(MeshConfig.@Nullable PathNormalization paths) {
        if (paths == null) return PathNormalization.BASE;
        return switch (paths.normalization()) {
            case DEFAULT, BASE -> PathNormalization.BASE;
            case NONE -> PathNormalization.NONE;
            case MERGE_SLASHES -> PathNormalization.MERGE_SLASHES;
            case DECODE_AND_MERGE_SLASHES -> PathNormalization.DECODE_AND_MERGE_SLASHES;
        };
    }

    private static ForwardClientCert clientCert(MeshConfig.ForwardClientCertDetails details) {
        return switch (details) {
            case UNDEFINED, SANITIZE_SET -> ForwardClientCert.SANITIZE_SET;
            case SANITIZE -> ForwardClientCert.SANITIZE;
            case FORWARD_ONLY -> ForwardClientCert.FORWARD_ONLY;
            case APPEND_FORWARD -> ForwardClientCert.APPEND_FORWARD;
            case ALWAYS_FORWARD_ONLY -> ForwardClientCert.ALWAYS_FORWARD_ONLY;
        };
    }
}
