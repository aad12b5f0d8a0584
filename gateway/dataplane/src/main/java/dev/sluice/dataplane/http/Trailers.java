package dev.sluice.dataplane.http;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What trailers may not hold, in any protocol and direction: fields that frame, route, authenticate, or change how a message is taken (RFC 9110 section 6.5.1),
 * and those that this gateway vouches for. A receiver that merges trailers into the head would believe them.
 */
public final class Trailers {
    private static final Set<String> NEVER = Set.of("content-length", "transfer-encoding", "host", "te", "trailer", "connection", "upgrade",
            "keep-alive",
            "proxy-connection", "authorization", "proxy-authorization", "proxy-authenticate", "www-authenticate", "cookie", "set-cookie",
            "content-type",
            "content-encoding", "content-range", "cache-control", "expect", "max-forwards", "pragma", "range", "location", "date", "age",
            "expires", "vary",
            "forwarded", "x-real-ip", "x-request-id", "if-match", "if-none-match", "if-modified-since", "if-unmodified-since", "if-range",
            "retry-after");

    private Trailers() {}

    /** {@code trailers} without them; null if nothing is left. */
    public static @Nullable Headers clean(@Nullable Headers trailers) {
        if (trailers == null) return null;
        for (int i = trailers.size() - 1; i >= 0; i--) {
            // Servers that read an underscore as a hyphen would take it for one of these.
            String name = trailers.name(i).replace('_', '-');
            if (NEVER.contains(name) || name.startsWith("x-forwarded-") || name.startsWith("x-envoy-")) trailers.removeAt(i);
        }
        return trailers.size() == 0 ? null : trailers;
    }
}
