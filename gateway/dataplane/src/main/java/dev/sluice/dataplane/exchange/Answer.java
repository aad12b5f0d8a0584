package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.Headers;
import java.nio.charset.StandardCharsets;

/**
 * An answer of the gateway's own.
 *
 * @param headers to which Date, Server and the like are added
 * @param flag and {@code detail} for the log
 * @param origin what it comes from
 */
record Answer(int status, Headers headers, byte[] body, String flag, String detail, Origin origin) {
    enum Origin {
        /** The route says so: its response header operations apply, and gRPC clients get it as it is. */
        ROUTE,
        /** A policy: gRPC clients get it as a gRPC status. */
        GATEWAY,
        /** The upstream failed: as of a policy, and the response header operations of the route apply (recorded answers of Istio). */
        UPSTREAM
    }

    static Answer plain(int status, String body, String flag, String detail) {
        var headers = new Headers(128, 8);
        if (!body.isEmpty()) headers.add("content-type", "text/plain");
        return new Answer(status, headers, body.getBytes(StandardCharsets.UTF_8), flag, detail, Origin.GATEWAY);
    }

    Answer of(Origin other) {
        return new Answer(status, headers, body, flag, detail, other);
    }
}
