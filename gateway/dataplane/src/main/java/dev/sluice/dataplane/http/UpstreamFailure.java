package dev.sluice.dataplane.http;

import java.time.Duration;

/** Every way in which an attempt at an upstream can fail. What the client is answered is decided in one place, by the exchange. */
public sealed interface UpstreamFailure {
    /** 503 NC. */
    record NoCluster(String cluster) implements UpstreamFailure {}

    /** 503 UH. */
    record NoHealthyEndpoint(String cluster) implements UpstreamFailure {}

    /** 503 UF: TCP or TLS could not be established. */
    record ConnectFailed(String endpoint, String cause) implements UpstreamFailure {}

    /** 503 UO. */
    record Overflow(String cluster, String limit) implements UpstreamFailure {}

    /**
     * 503 UC: the connection ended before the response was whole.
     *
     * @param requestSent false if not a byte of the request can have been processed
     */
    record ConnectionLost(String endpoint, boolean requestSent) implements UpstreamFailure {}

    /** 503 UR: RST_STREAM. {@code refused}: REFUSED_STREAM or beyond GOAWAY, certainly not processed. */
    record StreamReset(String endpoint, boolean refused) implements UpstreamFailure {}

    /** 502 UPE: the response breaks the protocol. */
    record ProtocolError(String endpoint, String what) implements UpstreamFailure {}

    /** 504 UT: of one try or of the whole request. */
    record TimedOut(Duration after) implements UpstreamFailure {}
}
