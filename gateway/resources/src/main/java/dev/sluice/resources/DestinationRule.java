package dev.sluice.resources;

import dev.sluice.resources.schema.AnyDuration;
import dev.sluice.resources.schema.Doc;
import dev.sluice.resources.schema.Inlined;
import dev.sluice.resources.schema.Items;
import dev.sluice.resources.schema.Range;
import dev.sluice.resources.schema.Required;
import dev.sluice.resources.schema.Uint32;
import dev.sluice.resources.schema.Uint64;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code networking.istio.io DestinationRule}: policy and subsets of a destination. */
@Doc("What holds for traffic to a host after routing: load balancing, connections, TLS, and its subsets.")
public record DestinationRule(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.DESTINATION_RULE;
    }

    public record Spec(@Doc("Host of a Service or ServiceEntry; a wildcard may stand as the first label.") @Required String host, @Doc("What holds for all of the host.") @Nullable TrafficPolicy trafficPolicy, @Doc("Parts of the endpoints, by label.") List<Subset> subsets, @Doc("Namespaces whose proxies see it: . is its own, * is all. Default: all.") List<String> exportTo, @Doc("Client proxies it holds for, in its own namespace.") @Nullable WorkloadSelector workloadSelector) {
        public Spec {
            subsets = List.copyOf(subsets);
            exportTo = List.copyOf(exportTo);
        }
    }

    public record Subset(@Doc("Name, as routes call it.") @Required String name, @Doc("Labels of its endpoints; none means all.") Map<String, String> labels, @Doc("What holds for the subset; block by block in place of the host's.") @Nullable TrafficPolicy trafficPolicy) {
        public Subset {
            labels = Map.copyOf(labels);
        }
    }

    public record TrafficPolicy(@Doc("How endpoints are chosen.") @Nullable LoadBalancer loadBalancer, @Doc("Bounds of connections and requests.") @Nullable ConnectionPool connectionPool, @Doc("When failing endpoints are ejected.") @Nullable OutlierDetection outlierDetection, @Doc("TLS towards the endpoints.") @Nullable ClientTls tls, @Doc("What holds for single ports, in place of all four blocks.") @Items(max = 4096) List<PortTrafficPolicy> portLevelSettings, @Doc("Tunnel TCP through an HTTP proxy.") @Nullable Tunnel tunnel, @Doc("Send a PROXY protocol header.") @Nullable ProxyProtocol proxyProtocol, @Doc("How many retries may be under way at once.") @Nullable RetryBudget retryBudget) {
        public TrafficPolicy {
            portLevelSettings = List.copyOf(portLevelSettings);
        }
    }

    public record PortTrafficPolicy(@Doc("Port it holds for.") VirtualService.@Nullable PortSelector port, @Doc("How endpoints are chosen.") @Nullable LoadBalancer loadBalancer, @Doc("Bounds of connections and requests.") @Nullable ConnectionPool connectionPool, @Doc("When failing endpoints are ejected.") @Nullable OutlierDetection outlierDetection, @Doc("TLS towards the endpoints.") @Nullable ClientTls tls) {}

    public record Tunnel(@Doc("CONNECT or POST. Default: CONNECT.") String protocol, @Doc("Host the proxy is asked for.") @Required String targetHost, @Doc("Port the proxy is asked for.") @Required @Uint32 int targetPort) {}

    public record ProxyProtocol(@Doc("V1 is text, V2 is binary.") ProxyVersion version) {}

    public enum ProxyVersion {
        V1, V2
    }

    public record RetryBudget(@Doc("Retries under way, in percent of requests. Default: 20.") @Nullable @Range(min = 0, max = 100) Double percent, @Doc("Retries that are always allowed. Default: 3.") @Uint32 int minRetryConcurrency, @Doc("Time over which requests are counted.") @Nullable @AnyDuration Duration budgetInterval) {}

    /** @param policy the {@code simple} or {@code consistentHash} member; null means LEAST_REQUEST */
    public record LoadBalancer(@Inlined @Nullable LbPolicy policy, @Doc("Preference by locality.") @Nullable LocalityLb localityLbSetting, @Doc("Preference for the own zone.") @Nullable ZoneAwareLb zoneAwareLbSetting, @Doc("Older form of warmup.") @Nullable Duration warmupDurationSecs, @Doc("New endpoints get their share gradually.") @Nullable Warmup warmup) {}

    public sealed interface LbPolicy {
        record Simple(@Doc("A plain algorithm. Default: LEAST_REQUEST.") SimpleLb simple) implements LbPolicy {}

        record Hash(@Doc("The same key goes to the same endpoint.") ConsistentHash consistentHash) implements LbPolicy {}

        /** Istio has the field and implements nothing behind it. */
        record Utilization(@Doc("By load that endpoints report. Not implemented by Istio.") BackendUtilization backendUtilization)
                implements
                    LbPolicy {}
    }

    public enum SimpleLb {
        UNSPECIFIED, LEAST_CONN, RANDOM, PASSTHROUGH, ROUND_ROBIN, LEAST_REQUEST
    }

    public record ConsistentHash(@Inlined @Nullable HashKey key, @Inlined @Nullable HashAlgorithm algorithm, @Doc("Older form of ringHash.") @Nullable @Uint64 Long minimumRingSize) {}

    public sealed interface HashKey {
        record HeaderName(@Doc("Header that is the key.") String httpHeaderName) implements HashKey {}

        record Cookie(@Doc("Cookie that is the key.") HttpCookie httpCookie) implements HashKey {}

        record SourceIp(@Doc("The client address is the key.") boolean useSourceIp) implements HashKey {}

        record QueryParameter(@Doc("Query parameter that is the key.") String httpQueryParameterName) implements HashKey {}
    }

    public record HttpCookie(@Doc("Name.") @Required String name, @Doc("Path it is set for.") String path, @Doc("Lifetime; 0s is a session cookie, none means it is never set.") @Nullable @AnyDuration Duration ttl, @Doc("Further attributes.") List<CookieAttribute> attributes) {
        public HttpCookie {
            attributes = List.copyOf(attributes);
        }
    }

    public record CookieAttribute(@Doc("Name.") @Required String name, @Doc("Value.") String value) {}

    public sealed interface HashAlgorithm {
        record Ring(@Doc("Ring hash.") RingHash ringHash) implements HashAlgorithm {}

        record Maglev(@Doc("Maglev.") MaglevHash maglev) implements HashAlgorithm {}
    }

    public record RingHash(@Doc("Least number of points on the ring. Default: 1024.") @Nullable @Uint64 Long minimumRingSize) {}

    public record MaglevHash(@Doc("Size of the table, a prime. Default: 65537.") @Nullable @Uint64 Long tableSize) {}

    public record LocalityLb(@Doc("Shares by locality.") List<Distribute> distribute, @Doc("Regions that stand in for others.") List<Failover> failover, @Doc("Labels by which endpoints are preferred.") List<String> failoverPriority, @Doc("Whether it is on. Default: as the mesh says.") @Nullable Boolean enabled) {
        public LocalityLb {
            distribute = List.copyOf(distribute);
            failover = List.copyOf(failover);
            failoverPriority = List.copyOf(failoverPriority);
        }
    }

    public record Distribute(@Doc("Locality of the client: region/zone/subzone, * at the end.") String from, @Doc("Shares by locality in percent; they must sum up to 100.") Map<String, @Uint32 Integer> to) {
        public Distribute {
            to = Map.copyOf(to);
        }
    }

    public record Failover(@Doc("Region of the client.") String from, @Doc("Region that stands in for it.") String to) {}

    public record ZoneAwareLb(@Doc("Whether it is on.") @Nullable Boolean enabled, @Doc("Regions that stand in for others.") List<Failover> failover, @Doc("Labels by which endpoints are preferred.") List<String> failoverPriority, @Doc("Endpoints from which on it works. Default: 6.") @Nullable @Uint32 @Range(min = 1) Integer minClusterSize) {
        public ZoneAwareLb {
            failover = List.copyOf(failover);
            failoverPriority = List.copyOf(failoverPriority);
        }
    }

    public record Warmup(@Doc("How long it takes.") @Required @Nullable Duration duration, @Doc("Share at the start, in percent. Default: 10.") @Nullable @Range(min = 0, max = 100) Double minimumPercent, @Doc("How steep the share grows; 1 is linear.") @Nullable @Range(min = 0) Double aggression) {}

    public record BackendUtilization(@Doc("After which a report is forgotten.") @Nullable @AnyDuration Duration weightExpirationPeriod, @Doc("After which a new endpoint is trusted.") @Nullable @AnyDuration Duration weightStabilizationPeriod, @Doc("How often weights change.") @Nullable @AnyDuration Duration weightUpdatePeriod, @Doc("Penalty of errors, in percent.") @Uint32 @Nullable Integer errorUtilizationPenaltyPercent, @Doc("Metrics of the load.") List<String> metricNamesForComputingUtilization) {
        public BackendUtilization {
            metricNamesForComputingUtilization = List.copyOf(metricNamesForComputingUtilization);
        }
    }

    public record ConnectionPool(@Doc("Of connections.") @Nullable TcpSettings tcp, @Doc("Of HTTP requests.") @Nullable HttpSettings http) {}

    public record TcpSettings(@Doc("Connections open at once. Default: no limit.") int maxConnections, @Doc("Time to connect. Default: as the mesh says, 10s.") @Nullable Duration connectTimeout, @Doc("TCP keepalive; present means on.") @Nullable TcpKeepalive tcpKeepalive, @Doc("Lifetime of a connection. Default: none.") @Nullable Duration maxConnectionDuration, @Doc("Time without traffic; 0s is none. Default: 1h.") @Nullable @AnyDuration Duration idleTimeout) {}

    public record TcpKeepalive(@Doc("Unanswered probes after which it is dead.") @Uint32 int probes, @Doc("Idle time before the first probe.") @Nullable Duration time, @Doc("Time between probes.") @Nullable Duration interval) {}

    public record HttpSettings(@Doc("Requests that wait for a connection. Default: no limit.") int http1MaxPendingRequests, @Doc("Requests under way at once, HTTP/1.1 as well. Default: no limit.") int http2MaxRequests, @Doc("Requests of one connection; 1 turns keep-alive off. Default: no limit.") int maxRequestsPerConnection, @Doc("Retries under way at once. Default: no limit.") int maxRetries, @Doc("Time of a connection without a request. Default: 1h.") @Nullable Duration idleTimeout, @Doc("Whether HTTP/1.1 is raised to HTTP/2.") H2UpgradePolicy h2UpgradePolicy, @Doc("Speak to endpoints what the client speaks.") boolean useClientProtocol, @Doc("Streams of one HTTP/2 connection.") int maxConcurrentStreams, @Doc("PING frames on idle connections.") @Nullable Http2KeepAlive http2KeepAlive) {}

    public enum H2UpgradePolicy {
        DEFAULT, DO_NOT_UPGRADE, UPGRADE
    }

    public record Http2KeepAlive(@Doc("Time between PINGs.") @Nullable Duration interval, @Doc("Time to answer one.") @Nullable Duration timeout) {}

    public record OutlierDetection(@Doc("Has no effect any more.") int consecutiveErrors, @Doc("Count failures to connect apart from bad answers.") boolean splitExternalLocalOriginErrors, @Doc("Failures to connect in a row. Default: 5.") @Nullable @Uint32 Long consecutiveLocalOriginFailures, @Doc("502, 503 and 504 in a row. Default: off.") @Nullable @Uint32 Long consecutiveGatewayErrors, @Doc("5xx in a row; 0 turns it off. Default: 5.") @Nullable @Uint32 Long consecutive5xxErrors, @Doc("Time between sweeps. Default: 10s.") @Nullable Duration interval, @Doc("Time of the first ejection; it grows with each. Default: 30s.") @Nullable Duration baseEjectionTime, @Doc("Endpoints ejected at once, in percent. Default: 10.") int maxEjectionPercent, @Doc("Below this share of healthy endpoints all are used. Default: 0.") int minHealthPercent, @Doc("Status codes that count as failures, in place of 5xx.") List<@Range(min = 100, max = 599) Integer> outlierDetectionHttpErrorCodes) {
        public OutlierDetection {
            outlierDetectionHttpErrorCodes = List.copyOf(outlierDetectionHttpErrorCodes);
        }
    }

    public record ClientTls(@Doc("DISABLE, SIMPLE, MUTUAL with a certificate of one's own, or ISTIO_MUTUAL with the mesh's. Default: DISABLE.") TlsMode mode, @Doc("File of the client certificate.") String clientCertificate, @Doc("File of its key.") String privateKey, @Doc("File of the CAs, or system. Default: the operating system's.") String caCertificates, @Doc("Secret with key, certificate and CAs.") String credentialName, @Doc("Names that the server's certificate must bear one of.") List<String> subjectAltNames, @Doc("Server name that is asked for.") String sni, @Doc("Do not verify the server at all.") @Nullable Boolean insecureSkipVerify, @Doc("File of the revocation list.") String caCrl) {
        public ClientTls {
            subjectAltNames = List.copyOf(subjectAltNames);
        }
    }

    public enum TlsMode {
        DISABLE, SIMPLE, MUTUAL, ISTIO_MUTUAL
    }
}
