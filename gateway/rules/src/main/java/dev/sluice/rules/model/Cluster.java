package dev.sluice.rules.model;

import dev.sluice.resources.ObjectRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An upstream as the data plane needs it, apart from its endpoints.
 *
 * @param name unique in a snapshot: {@code outbound|PORT|SUBSET|HOST}, as Istio's tools print it
 * @param host the service's host name
 * @param port the service's port, not the endpoints'
 * @param subset empty for the whole service
 * @param connectTimeout for TCP and TLS together
 * @param idleTimeout of pooled connections
 * @param limits of the whole process
 * @param services the objects whose endpoints these are
 * @param labels what an endpoint must have to be of the subset; empty for all
 * @param from the DestinationRule or subset that governs it; without one, the service
 * @param origins which fields the parts of its policy came from
 * @param refusal not null if the cluster's policy asks for a protection that is not built yet: requests to it are answered 503 (fail closed)
 */
public record Cluster(String name, String host, int port, String subset, UpstreamProtocol protocol, LoadBalancing balancing, Duration connectTimeout, Duration idleTimeout, ConnectionLimits limits, @Nullable Unenforced refusal, List<ObjectRef> services, Map<String, String> labels, Provenance from, Origins origins) {
    public Cluster {
        services = List.copyOf(services);
        labels = Map.copyOf(labels);
    }

    /** Which field each part of the policy came from; null is a default. */
    public record Origins(@Nullable Provenance balancing, @Nullable Provenance connectTimeout, @Nullable Provenance limits) {
        public static final Origins DEFAULTS = new Origins(null, null, null);
    }

    /** What is spoken to the endpoints. */
    public enum UpstreamProtocol {
        HTTP1, HTTP2, FOLLOW_DOWNSTREAM, TCP
    }

    /** How an endpoint is chosen. Consistent hashing comes with its policy. */
    public enum LoadBalancing {
        LEAST_REQUEST, ROUND_ROBIN, RANDOM
    }

    /** {@link Integer#MAX_VALUE} is no limit. */
    public record ConnectionLimits(int maxConnections, int maxPending, int maxRequests, int maxRequestsPerConnection, int maxConcurrentStreams) {
        public static final ConnectionLimits NONE = new ConnectionLimits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE);
    }
}
