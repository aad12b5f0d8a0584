package dev.sluice.rules.compile;

import dev.sluice.resources.DestinationRule;
import dev.sluice.resources.DestinationRule.ClientTls;
import dev.sluice.resources.DestinationRule.ConnectionPool;
import dev.sluice.resources.DestinationRule.H2UpgradePolicy;
import dev.sluice.resources.DestinationRule.HttpSettings;
import dev.sluice.resources.DestinationRule.LbPolicy;
import dev.sluice.resources.DestinationRule.LoadBalancer;
import dev.sluice.resources.DestinationRule.PortTrafficPolicy;
import dev.sluice.resources.DestinationRule.TcpSettings;
import dev.sluice.resources.DestinationRule.TlsMode;
import dev.sluice.resources.DestinationRule.TrafficPolicy;
import dev.sluice.rules.compile.DestinationPolicies.Merged;
import dev.sluice.rules.model.Cluster;
import dev.sluice.rules.model.Cluster.ConnectionLimits;
import dev.sluice.rules.model.Cluster.LoadBalancing;
import dev.sluice.rules.model.Cluster.UpstreamProtocol;
import dev.sluice.rules.model.Provenance;
import dev.sluice.rules.model.Unenforced;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Makes clusters of services and the rules that govern them (RX-62 to RX-70). */
final class ClusterCompiler {
    private static final Duration IDLE = Duration.ofHours(1);

    private final ServiceRegistry services;
    private final DestinationPolicies policies;
    private final MeshDefaults mesh;
    private final boolean allowUnenforced;

    ClusterCompiler(ServiceRegistry services, DestinationPolicies policies, MeshDefaults mesh, boolean allowUnenforced) {
        this.services = services;
        this.policies = policies;
        this.mesh = mesh;
        this.allowUnenforced = allowUnenforced;
    }

    /** What came of a reference. */
    sealed interface Outcome {
        record Built(Cluster cluster, @Nullable Unenforced unenforced) implements Outcome {}

        record NoService() implements Outcome {}

        record NoPort(RegisteredService service) implements Outcome {}

        /** @param rules what was looked at; null if no DestinationRule governs the host */
        record NoSubset(@Nullable Merged rules) implements Outcome {}
    }

    Outcome compile(ClusterRef ref) {
        RegisteredService service = services.serving(ref.host());
        if (service == null) return new Outcome.NoService();
        var port = service.port(ref.port());
        if (port == null) return new Outcome.NoPort(service);
        Merged rules = policies.governing(service);
        var subset = rules == null || ref.subset().isEmpty() ? null : rules.subset(ref.subset());
        if (!ref.subset().isEmpty() && subset == null) return new Outcome.NoSubset(rules);
        Blocks blocks = Blocks.NONE;
        if (rules != null && rules.policy() != null && rules.policyFrom() != null)
            blocks = Blocks.of(rules.policy(), rules.policyFrom(), "spec.trafficPolicy", ref.port());
        if (subset != null && subset.subset().trafficPolicy() != null) {
            blocks = Blocks.of(subset.subset().trafficPolicy(), subset.rule(), subset.field() + ".trafficPolicy", ref.port()).over(blocks);
        }
        Unenforced unenforced = tlsDemand(blocks);
        var from = rules == null
                ? new Provenance(service.from().getFirst(), "spec")
                : new Provenance(rules.rules().getFirst().ref(), subset == null ? "spec" : subset.field());
        var http = blocks.pool() == null ? null : blocks.pool().http();
        var tcp = blocks.pool() == null ? null : blocks.pool().tcp();
        var cluster = new Cluster(ref.name(), ref.host(), ref.port(), ref.subset(), protocol(port.protocol(), http),
                balancing(blocks.balancer()),
                tcp == null || tcp.connectTimeout() == null ? mesh.connectTimeout() : tcp.connectTimeout(), idle(tcp, http),
                limits(tcp, http),
                allowUnenforced ? null : unenforced, service.from(),
                subset == null ? java.util.Map.of() : subset.subset().labels(), from, origins(blocks));
        return new Outcome.Built(cluster, unenforced);
    }

    private UpstreamProtocol protocol(String protocol, @Nullable HttpSettings http) {
        if (http != null && http.useClientProtocol()) return UpstreamProtocol.FOLLOW_DOWNSTREAM;
        if (http != null && http.h2UpgradePolicy() == H2UpgradePolicy.UPGRADE) return UpstreamProtocol.HTTP2;
        boolean meshUpgrades = mesh.upgradeToHttp2() && protocol.equals("HTTP")
                && (http == null || http.h2UpgradePolicy() == H2UpgradePolicy.DEFAULT);
        return meshUpgrades ? UpstreamProtocol.HTTP2 : Protocols.upstream(protocol);
    }

    private static LoadBalancing balancing(@Nullable LoadBalancer balancer) {
        if (balancer == null || !(balancer.policy() instanceof LbPolicy.Simple simple)) return LoadBalancing.LEAST_REQUEST;
        return switch (simple.simple()) {
            case ROUND_ROBIN -> LoadBalancing.ROUND_ROBIN;
            case RANDOM -> LoadBalancing.RANDOM;
            case UNSPECIFIED, LEAST_CONN, LEAST_REQUEST, PASSTHROUGH -> LoadBalancing.LEAST_REQUEST;
        };
    }

    private Cluster.Origins origins(Blocks blocks) {
        boolean balanced = blocks.balancer() != null && blocks.balancer().policy() instanceof LbPolicy.Simple;
        boolean connects = blocks.pool() != null && blocks.pool().tcp() != null && blocks.pool().tcp().connectTimeout() != null;
        return new Cluster.Origins(balanced ? blocks.from(blocks.balancerAt(), ".loadBalancer") : null,
                connects ? blocks.from(blocks.poolAt(), ".connectionPool.tcp.connectTimeout") : mesh.connectTimeoutFrom(),
                blocks.pool() == null ? null : blocks.from(blocks.poolAt(), ".connectionPool"));
    }

    private static Duration idle(@Nullable TcpSettings tcp, @Nullable HttpSettings http) {
        if (http != null && http.idleTimeout() != null) return http.idleTimeout();
        return tcp != null && tcp.idleTimeout() != null ? tcp.idleTimeout() : IDLE;
    }

    private static ConnectionLimits limits(@Nullable TcpSettings tcp, @Nullable HttpSettings http) {
        if (tcp == null && http == null) return ConnectionLimits.NONE;
        return new ConnectionLimits(tcp == null ? Integer.MAX_VALUE : orNone(tcp.maxConnections()),
                http == null ? Integer.MAX_VALUE : orNone(http.http1MaxPendingRequests()),
                http == null ? Integer.MAX_VALUE : orNone(http.http2MaxRequests()),
                http == null ? Integer.MAX_VALUE : orNone(http.maxRequestsPerConnection()),
                http == null ? Integer.MAX_VALUE : orNone(http.maxConcurrentStreams()));
    }

    /** In Istio zero means unset. */
    private static int orNone(int limit) {
        return limit <= 0 ? Integer.MAX_VALUE : limit;
    }

    /** TLS towards endpoints is not built yet: sending in the clear what was to be protected is worse than not sending it. */
    private static @Nullable Unenforced tlsDemand(Blocks blocks) {
        Provenance from = blocks.from(blocks.tlsAt(), ".tls");
        if (blocks.tls() == null || blocks.tls().mode() == TlsMode.DISABLE || from == null) return null;
        return UnenforcedFeature.UPSTREAM_TLS.at(from, "mode " + blocks.tls().mode());
    }

    /**
     * The blocks of a policy that hold for one port (RX-65, RX-66), each with the policy that it stands in; that is null exactly where the block may be.
     */
    private record Blocks(@Nullable LoadBalancer balancer, @Nullable Provenance balancerAt, @Nullable ConnectionPool pool, @Nullable Provenance poolAt, @Nullable ClientTls tls, @Nullable Provenance tlsAt, boolean portLevel) {
        static final Blocks NONE = new Blocks(null, null, null, null, null, null, false);

        static Blocks of(TrafficPolicy policy, DestinationRule rule, String field, int port) {
            for (int i = 0; i < policy.portLevelSettings().size(); i++) {
                PortTrafficPolicy one = policy.portLevelSettings().get(i);
                if (one.port() == null || one.port().number() != port) continue;
                var at = new Provenance(rule.ref(), field + ".portLevelSettings[" + i + "]");
                return new Blocks(one.loadBalancer(), at, one.connectionPool(), at, one.tls(), at, true);
            }
            var at = new Provenance(rule.ref(), field);
            return new Blocks(policy.loadBalancer(), at, policy.connectionPool(), at, policy.tls(), at, false);
        }

        /** Block by block; a port level takes the place of all. */
        Blocks over(Blocks below) {
            if (portLevel || below.portLevel && isEmpty()) return portLevel ? this : below;
            return new Blocks(balancer != null ? balancer : below.balancer, balancer != null ? balancerAt : below.balancerAt,
                    pool != null ? pool : below.pool, pool != null ? poolAt : below.poolAt, tls != null ? tls : below.tls,
                    tls != null ? tlsAt : below.tlsAt, false);
        }

        @Nullable
        Provenance from(@Nullable Provenance at, String field) {
            return at == null ? null : new Provenance(at.object(), at.field() + field);
        }

        private boolean isEmpty() { return balancer == null && pool == null && tls == null; }
    }
}
