package dev.sluice.dataplane.exchange;

import java.util.List;

/**
 * The order in which a routed request meets the policies; nothing else knows it.
 *
 * <pre>
 * accept (limits) -> TLS (SNI, client certificate) -> head (parse, normalise, own fields) -> host -> route
 *   -> CORS (preflight answered) -> fault (delay, abort) -> action: redirect | direct answer | header operations, rewrite, forward
 *        forward: cluster -> endpoint (balancing) -> connection (pool) -> retries and timeouts
 *   -> response header operations -> CORS fields -> own fields (server, date) -> access log and metrics
 * </pre>
 */
final class PolicyOrder {
    private static final List<Policy> POLICIES = List.of(new CorsPolicy(), new FaultPolicy(), new ActionPolicy());

    private PolicyOrder() {}

    static List<Policy> policies() {
        return POLICIES;
    }
}
