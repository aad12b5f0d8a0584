package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.ResponseHead;
import dev.sluice.dataplane.http.UpstreamFailure;
import dev.sluice.rules.decide.Dice;
import dev.sluice.rules.model.RoutePolicy.Condition;
import dev.sluice.rules.model.RoutePolicy.Retry;
import java.time.Duration;
import java.util.Set;

/** Whether what came of a try is one of the conditions of {@code retryOn} (RX-43). Pure. */
final class RetryRules {
    private RetryRules() {}

    static boolean retries(Retry retry, UpstreamFailure failure) {
        Set<Condition> on = retry.conditions();
        boolean broken = on.contains(Condition.RESET) || on.contains(Condition.SERVER_ERROR) || on.contains(Condition.GATEWAY_ERROR);
        return switch (failure) {
            case UpstreamFailure.ConnectFailed f ->
                broken || on.contains(Condition.CONNECT_FAILURE) || on.contains(Condition.RESET_BEFORE_REQUEST);
            case UpstreamFailure.ConnectionLost f -> broken || !f.requestSent() && on.contains(Condition.RESET_BEFORE_REQUEST);
            case UpstreamFailure.StreamReset f -> broken || f.refused() && on.contains(Condition.REFUSED_STREAM);
            case UpstreamFailure.TimedOut f -> broken;
            case UpstreamFailure.ProtocolError f -> broken;
            case UpstreamFailure.NoCluster f -> false;
            case UpstreamFailure.NoHealthyEndpoint f -> false;
            case UpstreamFailure.Overflow f -> false;
        };
    }

    static boolean retries(Retry retry, ResponseHead head) {
        int status = head.status();
        for (Condition condition : retry.conditions()) {
            boolean holds = switch (condition) {
                case SERVER_ERROR -> status >= 500 && status <= 599;
                case GATEWAY_ERROR -> status >= 502 && status <= 504;
                case RETRIABLE_4XX -> status == 409;
                case RETRIABLE_STATUS_CODES -> retry.statuses().contains(status);
                case ENVOY_RATELIMITED -> head.headers().contains("x-envoy-ratelimited");
                case GRPC_CANCELLED -> grpcIs(head.headers(), "1");
                case GRPC_DEADLINE_EXCEEDED -> grpcIs(head.headers(), "4");
                case GRPC_RESOURCE_EXHAUSTED -> grpcIs(head.headers(), "8");
                case GRPC_INTERNAL -> grpcIs(head.headers(), "13");
                case GRPC_UNAVAILABLE -> grpcIs(head.headers(), "14");
                case RESET, RESET_BEFORE_REQUEST, CONNECT_FAILURE, REFUSED_STREAM, RETRIABLE_HEADERS, HTTP3_POST_CONNECT_FAILURE -> false;
            };
            if (holds) return true;
        }
        return false;
    }

    private static boolean grpcIs(Headers headers, String status) {
        return status.equals(headers.first("grpc-status"));
    }

    /**
     * The pause before a retry: drawn from nothing to a bound that doubles with each, at most ten times the first.
     *
     * @param earlier retries already made
     */
    static Duration pause(Retry retry, int earlier, Dice dice) {
        long base = Math.max(1, retry.baseBackoff().toNanos() / 1000);
        long bound = Math.min(base * 10, base << Math.min(earlier, 10));
        return Duration.ofNanos(1000L * dice.next((int) Math.min(Integer.MAX_VALUE, bound)));
    }
}
