package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.Headers;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which trailers travel on: announced ones, or all of a stream that is known to use them; never what frames, routes or authenticates (RFC 9110 section 6.5.1). */
final class TrailerFields {
    private static final Set<String> NEVER = Set.of("content-length", "transfer-encoding", "host", "te", "trailer", "connection", "upgrade",
            "keep-alive",
            "proxy-connection", "authorization", "proxy-authorization", "proxy-authenticate", "www-authenticate", "cookie", "set-cookie",
            "content-type",
            "content-encoding", "content-range", "cache-control", "expect", "max-forwards", "pragma", "range", "location", "date", "age",
            "expires", "vary",
            "forwarded", "x-real-ip", "x-request-id");

    private TrailerFields() {}

    /** @param all those not announced too ({@code te: trailers}) */
    static @Nullable Headers filter(@Nullable Headers trailers, Headers head, boolean all) {
        if (trailers == null) return null;
        boolean every = all || isGrpc(head);
        String announced = head.get("trailer");
        if (!every && announced == null) return null;
        Set<String> names = announced == null ? Set.of() : Set.of(dedupe(announced.toLowerCase(Locale.ROOT).split("\\s*,\\s*")));
        for (int i = trailers.size() - 1; i >= 0; i--) {
            String name = trailers.name(i);
            boolean passes = (every || names.contains(name)) && !NEVER.contains(name) && !name.startsWith("x-forwarded-")
                    && !name.startsWith("x-envoy-");
            if (!passes) trailers.removeAt(i);
        }
        return trailers.size() == 0 ? null : trailers;
    }

    private static String[] dedupe(String[] names) {
        return java.util.Arrays.stream(names).map(String::strip).distinct().toArray(String[]::new);
    }

    private static boolean isGrpc(Headers head) {
        String type = head.first("content-type");
        return type != null && type.startsWith("application/grpc");
    }
}
