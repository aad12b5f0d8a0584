package dev.sluice.resources;

import dev.sluice.resources.schema.Inlined;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code networking.istio.io DestinationRule}: policy and subsets of a destination. */
public record DestinationRule(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.DESTINATION_RULE;
    }

    public record Spec(String host, @Nullable TrafficPolicy trafficPolicy, List<Subset> subsets, List<String> exportTo, @Nullable WorkloadSelector workloadSelector) {
        public Spec {
            subsets = List.copyOf(subsets);
            exportTo = List.copyOf(exportTo);
        }
    }

    public record WorkloadSelector(Map<String, String> matchLabels) {
        public WorkloadSelector {
            matchLabels = Map.copyOf(matchLabels);
        }
    }

    public record Subset(String name, Map<String, String> labels, @Nullable TrafficPolicy trafficPolicy) {
        public Subset {
            labels = Map.copyOf(labels);
        }
    }

    public record TrafficPolicy(@Nullable LoadBalancer loadBalancer, @Nullable ConnectionPool connectionPool, @Nullable OutlierDetection outlierDetection, @Nullable ClientTls tls, List<PortTrafficPolicy> portLevelSettings, @Nullable Tunnel tunnel, @Nullable ProxyProtocol proxyProtocol, @Nullable RetryBudget retryBudget) {
        public TrafficPolicy {
            portLevelSettings = List.copyOf(portLevelSettings);
        }
    }

    public record PortTrafficPolicy(VirtualService.@Nullable PortSelector port, @Nullable LoadBalancer loadBalancer, @Nullable ConnectionPool connectionPool, @Nullable OutlierDetection outlierDetection, @Nullable ClientTls tls) {}

    public record Tunnel(String protocol, String targetHost, int targetPort) {}

    public record ProxyProtocol(ProxyVersion version) {}

    public enum ProxyVersion {
        V1, V2
    }

    public record RetryBudget(@Nullable Double percent, int minRetryConcurrency, @Nullable Duration budgetInterval) {}

    /** @param policy the {@code simple} or {@code consistentHash} member; null means LEAST_REQUEST */
    public record LoadBalancer(@Inlined @Nullable LbPolicy policy, @Nullable LocalityLb localityLbSetting, @Nullable ZoneAwareLb zoneAwareLbSetting, @Nullable Duration warmupDurationSecs, @Nullable Warmup warmup) {}

    public sealed interface LbPolicy {
        record Simple(SimpleLb simple) implements LbPolicy {}

        record Hash(ConsistentHash consistentHash) implements LbPolicy {}

        /** Istio has the field and implements nothing behind it. */
        record Utilization(BackendUtilization backendUtilization) implements LbPolicy {}
    }

    public enum SimpleLb {
        UNSPECIFIED, LEAST_CONN, RANDOM, PASSTHROUGH, ROUND_ROBIN, LEAST_REQUEST
    }

    public record ConsistentHash(@Inlined @Nullable HashKey key, @Inlined @Nullable HashAlgorithm algorithm, @Nullable Long minimumRingSize) {}

    public sealed interface HashKey {
        record HeaderName(String httpHeaderName) implements HashKey {}

        record Cookie(HttpCookie httpCookie) implements HashKey {}

        record SourceIp(boolean useSourceIp) implements HashKey {}

        record QueryParameter(String httpQueryParameterName) implements HashKey {}
    }

    public record HttpCookie(String name, String path, @Nullable Duration ttl, List<CookieAttribute> attributes) {
        public HttpCookie {
            attributes = List.copyOf(attributes);
        }
    }

    public record CookieAttribute(String name, String value) {}

    public sealed interface HashAlgorithm {
        record Ring(RingHash ringHash) implements HashAlgorithm {}

        record Maglev(MaglevHash maglev) implements HashAlgorithm {}
    }

    public record RingHash(@Nullable Long minimumRingSize) {}

    public record MaglevHash(@Nullable Long tableSize) {}

    public record LocalityLb(List<Distribute> distribute, List<Failover> failover, List<String> failoverPriority, @Nullable Boolean enabled) {
        public LocalityLb {
            distribute = List.copyOf(distribute);
            failover = List.copyOf(failover);
            failoverPriority = List.copyOf(failoverPriority);
        }
    }

    public record Distribute(String from, Map<String, Integer> to) {
        public Distribute {
            to = Map.copyOf(to);
        }
    }

    public record Failover(String from, String to) {}

    public record ZoneAwareLb(@Nullable Boolean enabled, List<Failover> failover, List<String> failoverPriority, @Nullable Integer minClusterSize) {
        public ZoneAwareLb {
            failover = List.copyOf(failover);
            failoverPriority = List.copyOf(failoverPriority);
        }
    }

    public record Warmup(@Nullable Duration duration, @Nullable Double minimumPercent, @Nullable Double aggression) {}

    public record BackendUtilization(@Nullable Duration weightExpirationPeriod, @Nullable Duration weightStabilizationPeriod, @Nullable Duration weightUpdatePeriod, @Nullable Double errorUtilizationPenaltyPercent, List<String> metricNamesForComputingUtilization) {
        public BackendUtilization {
            metricNamesForComputingUtilization = List.copyOf(metricNamesForComputingUtilization);
        }
    }

    public record ConnectionPool(@Nullable TcpSettings tcp, @Nullable HttpSettings http) {}

    public record TcpSettings(int maxConnections, @Nullable Duration connectTimeout, @Nullable TcpKeepalive tcpKeepalive, @Nullable Duration maxConnectionDuration, @Nullable Duration idleTimeout) {}

    public record TcpKeepalive(int probes, @Nullable Duration time, @Nullable Duration interval) {}

    public record HttpSettings(int http1MaxPendingRequests, int http2MaxRequests, int maxRequestsPerConnection, int maxRetries, @Nullable Duration idleTimeout, H2UpgradePolicy h2UpgradePolicy, boolean useClientProtocol, int maxConcurrentStreams, @Nullable Http2KeepAlive http2KeepAlive) {}

    public enum H2UpgradePolicy {
        DEFAULT, DO_NOT_UPGRADE, UPGRADE
    }

    public record Http2KeepAlive(@Nullable Duration interval, @Nullable Duration timeout) {}

    public record OutlierDetection(int consecutiveErrors, boolean splitExternalLocalOriginErrors, @Nullable Long consecutiveLocalOriginFailures, @Nullable Long consecutiveGatewayErrors, @Nullable Long consecutive5xxErrors, @Nullable Duration interval, @Nullable Duration baseEjectionTime, int maxEjectionPercent, int minHealthPercent, List<Integer> outlierDetectionHttpErrorCodes) {
        public OutlierDetection {
            outlierDetectionHttpErrorCodes = List.copyOf(outlierDetectionHttpErrorCodes);
        }
    }

    public record ClientTls(TlsMode mode, String clientCertificate, String privateKey, String caCertificates, String credentialName, List<String> subjectAltNames, String sni, @Nullable Boolean insecureSkipVerify, String caCrl) {
        public ClientTls {
            subjectAltNames = List.copyOf(subjectAltNames);
        }
    }

    public enum TlsMode {
        DISABLE, SIMPLE, MUTUAL, ISTIO_MUTUAL
    }
}
