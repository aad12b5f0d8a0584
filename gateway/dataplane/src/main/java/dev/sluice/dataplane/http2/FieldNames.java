package dev.sluice.dataplane.http2;

import dev.sluice.dataplane.http.Headers;
import io.netty.util.AsciiString;
import org.jspecify.annotations.Nullable;

/** Names of fields as the encoder wants them: one object for each name that is common, so that it costs no copy and keeps its hash. */
final class FieldNames {
    private static final int SLOTS = 512;
    private static final @Nullable AsciiString[] KNOWN = new AsciiString[SLOTS];
    private static final String[] COMMON = {"accept", "accept-charset", "accept-encoding", "accept-language", "accept-ranges",
            "access-control-allow-credentials", "access-control-allow-headers", "access-control-allow-methods",
            "access-control-allow-origin",
            "access-control-expose-headers", "access-control-max-age", "access-control-request-headers", "access-control-request-method",
            "age",
            "allow", "alt-svc", "authorization", "baggage", "cache-control", "content-disposition", "content-encoding", "content-language",
            "content-location", "content-range", "content-security-policy", "content-type", "cookie", "date", "etag", "expect", "expires",
            "from", "grpc-accept-encoding", "grpc-encoding", "grpc-message", "grpc-status", "grpc-timeout", "if-match", "if-modified-since",
            "if-none-match", "if-range", "if-unmodified-since", "last-modified", "link", "location", "origin", "priority", "range",
            "referer",
            "referrer-policy", "retry-after", "sec-fetch-dest", "sec-fetch-mode", "sec-fetch-site", "server", "server-timing", "set-cookie",
            "strict-transport-security", "traceparent", "tracestate", "trailer", "upgrade-insecure-requests", "user-agent", "vary", "via",
            "www-authenticate", "x-b3-sampled", "x-b3-spanid", "x-b3-traceid", "x-content-type-options", "x-envoy-attempt-count",
            "x-envoy-external-address", "x-envoy-original-path", "x-envoy-upstream-service-time", "x-forwarded-client-cert",
            "x-forwarded-for",
            "x-forwarded-host", "x-forwarded-proto", "x-frame-options", "x-powered-by", "x-request-id", "x-requested-with"};

    static {
        for (String name : COMMON) {
            int slot = slot(name.length(), name.charAt(0), name.charAt(name.length() / 2), name.charAt(name.length() - 1));
            // The first in a slot has it.
            if (KNOWN[slot] == null) KNOWN[slot] = AsciiString.cached(name);
        }
    }

    private FieldNames() {}

    static AsciiString of(Headers headers, int index) {
        int length = headers.nameLength(index);
        if (length > 0) {
            AsciiString known = KNOWN[slot(length, headers.nameByte(index, 0), headers.nameByte(index, length / 2),
                    headers.nameByte(index, length - 1))];
            if (known != null && headers.nameIs(index, known)) return known;
        }
        return new AsciiString(headers.nameBytes(index), false);
    }

    private static int slot(int length, int first, int middle, int last) {
        return (length * 31 + first * 7 + middle * 3 + last * 13) & SLOTS - 1;
    }
}
