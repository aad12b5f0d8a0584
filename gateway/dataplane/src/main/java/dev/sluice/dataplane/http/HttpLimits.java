package dev.sluice.dataplane.http;

import java.time.Duration;

/**
 * What a client connection may ask for at most.
 *
 * @param headBytes of request line and fields, decoded; beyond: 431 (414 for the request line)
 * @param headers fields of a head, cookie crumbs counted one by one; beyond: 431
 * @param headTimeout from the first byte of a head (or the end of the handshake) to its end
 * @param idleTimeout without a request in flight
 * @param streamIdleTimeout of a request without a byte in either direction; zero is none (Istio's default)
 * @param http10 serve HTTP/1.0 instead of answering 426
 */
public record HttpLimits(int headBytes, int requestLineBytes, int headers, Duration headTimeout, Duration idleTimeout, Duration streamIdleTimeout, int concurrentStreams, boolean http10) {
    /** Safe at the edge; no valid Istio configuration speaks of these. */
    public static final HttpLimits DEFAULT = new HttpLimits(60 * 1024, 8 * 1024, 100, Duration.ofSeconds(10), Duration.ofHours(1),
            Duration.ZERO, 100,
            false);
}
