package dev.sluice.resources.check;

import dev.sluice.resources.VirtualService.HttpRetry;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Retry policies. */
final class RetryChecks {
    private static final Set<String> CONDITIONS = Set.of("5xx", "gateway-error", "reset", "reset-before-request", "connect-failure",
            "retriable-4xx", "refused-stream",
            "retriable-status-codes", "retriable-headers", "envoy-ratelimited", "http3-post-connect-failure", "cancelled",
            "deadline-exceeded", "internal",
            "resource-exhausted", "unavailable");
    /** Registered HTTP status codes (IANA). */
    private static final Set<Integer> STATUSES = Set.of(100, 101, 102, 103, 200, 201, 202, 203, 204, 205, 206, 207, 208, 226, 300, 301, 302,
            303, 304, 305, 307, 308, 400, 401, 402, 403,
            404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 425, 426, 428, 429, 431, 451,
            500, 501, 502, 503, 504, 505, 506, 507,
            508, 510, 511);

    private RetryChecks() {}

    static void check(Findings findings, String field, @Nullable HttpRetry retries) {
        if (retries == null) return;
        int attempts = retries.attempts() == null ? 0 : retries.attempts();
        if (attempts < 0)
            findings.add(CheckCode.RETRY_ATTEMPTS, field + ".attempts", "the number of attempts is negative", "0 turns retries off");
        if (attempts == 0 && (retries.perTryTimeout() != null || !retries.retryOn().isEmpty() || retries.retryRemoteLocalities() != null)) {
            findings.add(CheckCode.RETRY_ATTEMPTS, field, "attempts is 0, which turns retries off, and the other fields say how to retry",
                    "write attempts, such as 2, or remove the other fields");
        }
        if (retries.retryOn().isEmpty()) return;
        for (String condition : retries.retryOn().split(",", -1)) {
            if (!CONDITIONS.contains(condition) && !isStatus(condition)) {
                boolean blank = !condition.equals(condition.strip())
                        && (CONDITIONS.contains(condition.strip()) || isStatus(condition.strip()));
                findings.add(CheckCode.RETRY_CONDITION, field + ".retryOn", "'" + condition + "' is not a condition to retry on", blank
                        ? "remove the blank beside the comma"
                        : "conditions: " + String.join(", ", new java.util.TreeSet<>(CONDITIONS)) + ", or status codes such as 503");
            }
        }
    }

    private static boolean isStatus(String text) {
        return text.length() == 3 && text.chars().allMatch(c -> c >= '0' && c <= '9') && STATUSES.contains(Integer.parseInt(text));
    }
}
