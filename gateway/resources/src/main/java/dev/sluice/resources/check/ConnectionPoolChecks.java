package dev.sluice.resources.check;

import dev.sluice.resources.DestinationRule.ConnectionPool;
import dev.sluice.resources.DestinationRule.H2UpgradePolicy;
import dev.sluice.resources.DestinationRule.HttpSettings;
import dev.sluice.resources.DestinationRule.TcpSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Bounds of connections and requests. */
final class ConnectionPoolChecks {
    private ConnectionPoolChecks() {}

    static void check(Findings findings, String field, @Nullable ConnectionPool pool) {
        if (pool == null) return;
        if (pool.http() == null && pool.tcp() == null)
            findings.add(CheckCode.EMPTY_POLICY, field, "the connection pool is empty", "write tcp or http below it, or remove it");
        if (pool.http() != null) http(findings, field + ".http", pool.http());
        if (pool.tcp() != null) tcp(findings, field + ".tcp", pool.tcp());
    }

    private static void http(Findings findings, String field, HttpSettings http) {
        limit(findings, field + ".http1MaxPendingRequests", http.http1MaxPendingRequests());
        limit(findings, field + ".http2MaxRequests", http.http2MaxRequests());
        limit(findings, field + ".maxRequestsPerConnection", http.maxRequestsPerConnection());
        limit(findings, field + ".maxRetries", http.maxRetries());
        limit(findings, field + ".maxConcurrentStreams", http.maxConcurrentStreams());
        if (http.h2UpgradePolicy() == H2UpgradePolicy.UPGRADE && http.useClientProtocol()) {
            findings.add(CheckCode.UPGRADE_AND_CLIENT_PROTOCOL, field + ".useClientProtocol",
                    "useClientProtocol and h2UpgradePolicy: UPGRADE exclude each other", "keep one of them");
        }
        if (http.http2KeepAlive() != null && (http.http2KeepAlive().interval() == null || http.http2KeepAlive().timeout() == null)) {
            findings.add(CheckCode.KEEPALIVE_INCOMPLETE, field + ".http2KeepAlive", "interval and timeout are both needed",
                    "such as interval: 30s, timeout: 5s");
        }
    }

    private static void tcp(Findings findings, String field, TcpSettings tcp) {
        limit(findings, field + ".maxConnections", tcp.maxConnections());
        Duration idle = tcp.idleTimeout();
        if (idle != null && (idle.isNegative() || idle.toNanosPart() % 1_000_000 != 0)) {
            findings.add(CheckCode.BAD_IDLE_TIMEOUT, field + ".idleTimeout", "the timeout is neither 0s nor a whole number of milliseconds",
                    "0s means none");
        }
    }

    private static void limit(Findings findings, String field, int limit) {
        if (limit < 0)
            findings.add(CheckCode.NEGATIVE_LIMIT, field, "the limit " + limit + " is negative", "0, or leaving it out, means no limit");
    }
}
