package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.UpstreamFailure;

/** The one place where a failure becomes an answer: Envoy's codes, flags and details (RX-87). Bodies tell nothing about the inside. */
final class FailureAnswers {
    private static final String BROKEN = "upstream connect error or disconnect/reset before headers";

    private FailureAnswers() {}

    static Answer of(UpstreamFailure failure) {
        return plain(failure).of(Answer.Origin.UPSTREAM);
    }

    private static Answer plain(UpstreamFailure failure) {
        return switch (failure) {
            case UpstreamFailure.NoCluster f -> Answer.plain(503, "", "NC", "cluster_not_found");
            case UpstreamFailure.NoHealthyEndpoint f -> Answer.plain(503, "no healthy upstream", "UH", "no_healthy_upstream");
            case UpstreamFailure.ConnectFailed f ->
                Answer.plain(503, BROKEN, "UF", "upstream_reset_before_response_started{connection_failure," + f.cause() + "}");
            case UpstreamFailure.Overflow f ->
                Answer.plain(503, BROKEN, "UO", "upstream_reset_before_response_started{overflow," + f.limit() + "}");
            case UpstreamFailure.ConnectionLost f ->
                Answer.plain(503, BROKEN, "UC", "upstream_reset_before_response_started{connection_termination}");
            case UpstreamFailure.StreamReset f -> Answer.plain(503, BROKEN, "UR", "upstream_reset_before_response_started{remote_reset}");
            case UpstreamFailure.ProtocolError f ->
                Answer.plain(502, BROKEN, "UPE", "upstream_reset_before_response_started{protocol_error," + f.what() + "}");
            case UpstreamFailure.TimedOut f -> Answer.plain(504, "upstream request timeout", "UT", "response_timeout");
        };
    }

    static Answer noRoute() {
        return Answer.plain(404, "", "NR", "route_not_found");
    }

    static Answer badRequest(String detail) {
        return Answer.plain(400, "Bad Request", "DPE", detail);
    }

    static Answer misdirected(String detail) {
        return Answer.plain(421, "Misdirected Request", "NR", detail);
    }
}
