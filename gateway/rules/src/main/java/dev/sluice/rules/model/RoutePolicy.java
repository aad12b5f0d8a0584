package dev.sluice.rules.model;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a route asks for besides its action.
 *
 * @param requestHeaders of the route itself; a forward's destinations carry their own final lists, so this is for redirects and direct answers
 * @param timeout of the whole request with all its tries; null is none (Istio's default)
 * @param origins which fields the parts came from
 */
public record RoutePolicy(HeaderMutation requestHeaders, HeaderMutation responseHeaders, @Nullable Duration timeout, @Nullable Retry retry, @Nullable Fault fault, @Nullable Cors cors, List<Mirror> mirrors, Origins origins) {
    public static final RoutePolicy NONE = new RoutePolicy(HeaderMutation.NONE, HeaderMutation.NONE, null, null, null, null, List.of(),
            Origins.DEFAULTS);

    public RoutePolicy {
        mirrors = List.copyOf(mirrors);
    }

    /** Which field each part came from, set to nothing or not ({@code attempts: 0} is a field, too); null is Istio's default. */
    public record Origins(@Nullable Provenance timeout, @Nullable Provenance retry, @Nullable Provenance fault, @Nullable Provenance cors) {
        public static final Origins DEFAULTS = new Origins(null, null, null, null);
    }

    /**
     * @param attempts re-tries, at least 1
     * @param statuses listed status codes that count as {@link Condition#RETRIABLE_STATUS_CODES}
     * @param baseBackoff the first pause's upper bound; doubles, fully jittered, at most ten times itself
     */
    public record Retry(int attempts, @Nullable Duration perTryTimeout, Set<Condition> conditions, Set<Integer> statuses, Duration baseBackoff, boolean otherHosts, boolean otherPriorities) {
        public Retry {
            conditions = Set.copyOf(conditions);
            statuses = Set.copyOf(statuses);
        }
    }

    /** The words of {@code retryOn}. */
    public enum Condition {
        SERVER_ERROR, GATEWAY_ERROR, RESET, RESET_BEFORE_REQUEST, CONNECT_FAILURE, RETRIABLE_4XX, REFUSED_STREAM, RETRIABLE_STATUS_CODES, RETRIABLE_HEADERS, ENVOY_RATELIMITED, HTTP3_POST_CONNECT_FAILURE, GRPC_CANCELLED, GRPC_DEADLINE_EXCEEDED, GRPC_INTERNAL, GRPC_RESOURCE_EXHAUSTED, GRPC_UNAVAILABLE
    }

    /** Shares are parts of a million; delay and abort are drawn apart (RX-47). */
    public record Fault(@Nullable Duration delay, int delayPpm, int abortStatus, @Nullable String abortGrpcStatus, int abortPpm) {}

    /**
     * @param allowMethods and the other lists are ready-made header values; null leaves the header out
     * @param forwardUnmatched preflights of an origin that does not match go upstream (FORWARD) or are answered without CORS headers (IGNORE)
     */
    public record Cors(List<TextMatch> origins, @Nullable String allowMethods, @Nullable String allowHeaders, @Nullable String exposeHeaders, @Nullable String maxAge, boolean allowCredentials, boolean forwardUnmatched) {
        public Cors {
            origins = List.copyOf(origins);
        }
    }

    /** Compiled and shown by explain; the copies are sent once the traffic policy is built. */
    public record Mirror(String cluster, int ppm, Provenance from) {}
}
