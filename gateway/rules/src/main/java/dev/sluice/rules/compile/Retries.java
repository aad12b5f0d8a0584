package dev.sluice.rules.compile;

import dev.sluice.resources.VirtualService.HttpRetry;
import dev.sluice.rules.model.RoutePolicy.Condition;
import dev.sluice.rules.model.RoutePolicy.Retry;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** When a failed try is repeated (RX-43). */
final class Retries {
    private static final Duration BASE_BACKOFF = Duration.ofMillis(25);
    private static final Set<Condition> DEFAULT_CONDITIONS = EnumSet.of(Condition.CONNECT_FAILURE, Condition.REFUSED_STREAM,
            Condition.GRPC_UNAVAILABLE,
            Condition.GRPC_CANCELLED, Condition.RETRIABLE_STATUS_CODES);
    private static final Map<String, Condition> WORDS = Map.ofEntries(Map.entry("5xx", Condition.SERVER_ERROR),
            Map.entry("gateway-error", Condition.GATEWAY_ERROR), Map.entry("reset", Condition.RESET),
            Map.entry("reset-before-request", Condition.RESET_BEFORE_REQUEST), Map.entry("connect-failure", Condition.CONNECT_FAILURE),
            Map.entry("retriable-4xx", Condition.RETRIABLE_4XX), Map.entry("refused-stream", Condition.REFUSED_STREAM),
            Map.entry("retriable-status-codes", Condition.RETRIABLE_STATUS_CODES),
            Map.entry("retriable-headers", Condition.RETRIABLE_HEADERS),
            Map.entry("envoy-ratelimited", Condition.ENVOY_RATELIMITED),
            Map.entry("http3-post-connect-failure", Condition.HTTP3_POST_CONNECT_FAILURE),
            Map.entry("cancelled", Condition.GRPC_CANCELLED), Map.entry("deadline-exceeded", Condition.GRPC_DEADLINE_EXCEEDED),
            Map.entry("internal", Condition.GRPC_INTERNAL), Map.entry("resource-exhausted", Condition.GRPC_RESOURCE_EXHAUSTED),
            Map.entry("unavailable", Condition.GRPC_UNAVAILABLE));
    private static final Retry BUILT_IN = new Retry(2, null, DEFAULT_CONDITIONS, Set.of(), BASE_BACKOFF, true, false);

    private Retries() {}

    /** Null is no retry. */
    static @Nullable Retry of(@Nullable HttpRetry in, MeshDefaults mesh) {
        HttpRetry policy = in != null ? in : mesh.retries();
        if (policy == null) return BUILT_IN;
        if (policy.attempts() == null || policy.attempts() <= 0) return null;
        Set<Condition> conditions = DEFAULT_CONDITIONS;
        var statuses = new HashSet<Integer>();
        if (!policy.retryOn().isEmpty()) {
            conditions = EnumSet.noneOf(Condition.class);
            for (String word : policy.retryOn().split(",", -1)) {
                String trimmed = word.strip();
                Condition condition = WORDS.get(trimmed);
                if (condition != null) conditions.add(condition);
                else if (!trimmed.isEmpty() && trimmed.chars().allMatch(c -> c >= '0' && c <= '9') && trimmed.length() <= 3)
                    statuses.add(Integer.parseInt(trimmed));
            }
            if (!statuses.isEmpty()) conditions.add(Condition.RETRIABLE_STATUS_CODES);
        }
        return new Retry(policy.attempts(), policy.perTryTimeout(), conditions, statuses,
                policy.backoff() == null ? BASE_BACKOFF : policy.backoff(),
                policy.retryIgnorePreviousHosts() == null || policy.retryIgnorePreviousHosts(),
                Boolean.TRUE.equals(policy.retryRemoteLocalities()));
    }
}
