package dev.sluice.rules.model;

import java.time.Duration;

/**
 * How a listener reads and bounds HTTP. Byte counts are bytes on the wire; a duration of zero is none; {@link Integer#MAX_VALUE} and
 * {@link Long#MAX_VALUE} are no limit.
 *
 * @param maxHeadBytes of a whole request head: request line and fields, or the decoded HTTP/2 field list
 * @param headTimeout from the first byte of a request head to its last
 * @param connectionIdle how long a connection may be without a request
 * @param streamIdle how long a request may go without a byte in either direction
 * @param maxConcurrentStreams of one HTTP/2 connection
 * @param mergeSlashes {@code //} becomes {@code /}, in addition to what {@code pathNormalization} does (RX-84)
 * @param numTrustedProxies how many entries of x-forwarded-for, from the right, are believed (RX-81)
 * @param maxConnections of the listener, in the whole process
 * @param maxBodyBytes of one request
 * @param serverName what the {@code server} header of answers says
 */
public record HttpOptions(int maxHeadBytes, int maxHeaders, int maxRequestLineBytes, Duration headTimeout, Duration connectionIdle, Duration streamIdle, int maxConcurrentStreams, int http2StreamWindow, int http2ConnectionWindow, boolean acceptHttp10, PathNormalization pathNormalization, boolean mergeSlashes, EscapedSlashes escapedSlashes, Underscores underscores, int numTrustedProxies, ForwardClientCert forwardClientCert, int maxConnections, long maxBodyBytes, String serverName) {
    /** Istio's answers where a configuration could tell the difference; otherwise bounds that are safe at the edge. */
    public static final HttpOptions DEFAULT = new HttpOptions(61_440, 100, 8_192, Duration.ofSeconds(10), Duration.ofSeconds(75),
            Duration.ofMinutes(5), 100,
            65_536, 1_048_576, false, PathNormalization.BASE, false, EscapedSlashes.KEEP, Underscores.ALLOW, 0,
            ForwardClientCert.SANITIZE_SET,
            Integer.MAX_VALUE, Long.MAX_VALUE, "sluice");

    /** What is done to a path before it is matched and forwarded (RX-84). */
    public enum PathNormalization {
        /** Nothing. */
        NONE,
        /** Unreserved {@code %XX} decoded, {@code \} is {@code /}, dot segments removed. */
        BASE,
        /** {@link #BASE}, then {@code //} is {@code /}. */
        MERGE_SLASHES,
        /** {@code %2F} and {@code %5C} decoded, then {@link #MERGE_SLASHES}. */
        DECODE_AND_MERGE_SLASHES
    }

    /** What becomes of {@code %2F} and {@code %5C} in a path. */
    public enum EscapedSlashes {
        KEEP, DECODE, REJECT
    }

    /** What becomes of header names with an underscore. */
    public enum Underscores {
        ALLOW, DROP, REJECT
    }

    /** What becomes of x-forwarded-client-cert (RX-82). */
    public enum ForwardClientCert {
        SANITIZE, FORWARD_ONLY, APPEND_FORWARD, SANITIZE_SET, ALWAYS_FORWARD_ONLY
    }
}
