package dev.sluice.resources;

import dev.sluice.resources.schema.AnyDuration;
import dev.sluice.resources.schema.Doc;
import dev.sluice.resources.schema.Range;
import dev.sluice.resources.schema.Uint32;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code sluice.dev MeshConfig}: settings of the whole mesh, under Istio's names. There is one, named {@value #NAME}. */
@Doc("Settings of the whole mesh, under the names Istio's mesh configuration gives them. There is one object, named default.")
public record MeshConfig(Metadata metadata, Spec spec) implements Resource {
    /** The only name it may have. */
    public static final String NAME = "default";

    @Override
    public Kind kind() {
        return Kind.MESH_CONFIG;
    }

    /**
     * Empty texts and lists and nulls mean the default that the description names.
     *
     * @param connectTimeout null is 10 s
     * @param enableAutoMtls null is true
     * @param dnsRefreshRate null is 60 s
     */
    public record Spec(@Doc("Namespace whose policies, Sidecars and DestinationRules hold for the whole mesh. Default: istio-system.") String rootNamespace, @Doc("SPIFFE trust domain of the mesh's own identities. Default: cluster.local.") String trustDomain, @Doc("Further trust domains whose identities count as the mesh's own.") List<String> trustDomainAliases, @Doc("How long connecting to an endpoint may take where no DestinationRule says otherwise. Default: 10s.") @Nullable Duration connectTimeout, @Doc("TCP keepalive towards endpoints where no DestinationRule says otherwise.") DestinationRule.@Nullable TcpKeepalive tcpKeepalive, @Doc("What becomes of traffic to hosts that no Service or ServiceEntry names.") @Nullable OutboundTrafficPolicy outboundTrafficPolicy, @Doc("How request paths are normalised before they are matched and forwarded.") @Nullable PathNormalization pathNormalization, @Doc("Retries of routes that have none of their own. Default: 2 attempts on connection failures and refused streams.") VirtualService.@Nullable HttpRetry defaultHttpRetryPolicy, @Doc("Who sees Services without an export annotation. Default: everybody (*).") List<String> defaultServiceExportTo, @Doc("Who sees VirtualServices without exportTo. Default: everybody (*).") List<String> defaultVirtualServiceExportTo, @Doc("Who sees DestinationRules without exportTo. Default: everybody (*).") List<String> defaultDestinationRuleExportTo, @Doc("Whether HTTP/1.1 towards endpoints is raised to HTTP/2 where no DestinationRule says otherwise.") H2Upgrade h2UpgradePolicy, @Doc("Whether mutual TLS is used towards endpoints that can, where no DestinationRule has a tls block. Default: true.") @Nullable Boolean enableAutoMtls, @Doc("Load balancing by locality where no DestinationRule says otherwise.") DestinationRule.@Nullable LocalityLb localityLbSetting, @Doc("How soon a DNS name is asked again after a failed resolution. Default: 60s.") @Nullable Duration dnsRefreshRate, @Doc("Least TLS version, ciphers and curves of traffic outside the mesh.") @Nullable TlsDefaults tlsDefaults, @Doc("File that access log lines go to; /dev/stdout is the standard output. Default: as the node was started.") String accessLogFile, @Doc("Format of access log lines; empty means the built-in one.") String accessLogFormat, @Doc("Whether access log lines are text or JSON.") AccessLogEncoding accessLogEncoding, @Doc("What holds for each proxy where nothing says otherwise.") @Nullable ProxyDefaults defaultConfig) {
        public Spec {
            trustDomainAliases = List.copyOf(trustDomainAliases);
            defaultServiceExportTo = List.copyOf(defaultServiceExportTo);
            defaultVirtualServiceExportTo = List.copyOf(defaultVirtualServiceExportTo);
            defaultDestinationRuleExportTo = List.copyOf(defaultDestinationRuleExportTo);
        }
    }

    public record OutboundTrafficPolicy(@Doc("ALLOW_ANY lets unknown hosts through, REGISTRY_ONLY refuses them. Default: ALLOW_ANY.") @Nullable OutboundMode mode) {}

    public enum OutboundMode {
        REGISTRY_ONLY, ALLOW_ANY
    }

    public record PathNormalization(@Doc("DEFAULT is BASE: dot segments removed, unreserved characters decoded, backslashes turned.") Normalization normalization) {}

    /** RX-84. */
    public enum Normalization {
        DEFAULT, NONE, BASE, MERGE_SLASHES, DECODE_AND_MERGE_SLASHES
    }

    public enum H2Upgrade {
        DO_NOT_UPGRADE, UPGRADE
    }

    public enum AccessLogEncoding {
        TEXT, JSON
    }

    public record TlsDefaults(@Doc("Least TLS version. TLS_AUTO is 1.2.") Gateway.Protocol minProtocolVersion, @Doc("Cipher suites of TLS 1.2 and below; empty means the built-in ones.") List<String> cipherSuites, @Doc("Key exchange groups; empty means the built-in ones.") List<String> ecdhCurves) {
        public TlsDefaults {
            cipherSuites = List.copyOf(cipherSuites);
            ecdhCurves = List.copyOf(ecdhCurves);
        }
    }

    public record ProxyDefaults(@Doc("What stands in front of the gateways.") @Nullable GatewayTopology gatewayTopology, @Doc("How long connections drain when a listener goes.") @AnyDuration @Nullable Duration drainDuration, @Doc("How long a proxy serves on after it was asked to end.") @AnyDuration @Nullable Duration terminationDrainDuration) {}

    public record GatewayTopology(@Doc("How many proxies in front add to x-forwarded-for and are believed. Default: 0.") @Uint32 @Range(max = 1000) int numTrustedProxies, @Doc("What becomes of x-forwarded-client-cert. Default: SANITIZE_SET.") ForwardClientCertDetails forwardClientCertDetails, @Doc("Present (even if empty): every gateway listener expects the PROXY protocol.") @Nullable ProxyProtocol proxyProtocol) {}

    /** RX-82. */
    public enum ForwardClientCertDetails {
        UNDEFINED, SANITIZE, FORWARD_ONLY, APPEND_FORWARD, SANITIZE_SET, ALWAYS_FORWARD_ONLY
    }

    public record ProxyProtocol() {}
}
