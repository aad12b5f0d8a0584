package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.Headers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a request says of gRPC (gRPC over HTTP/2, "Requests"). Pure. */
final class GrpcRequest {
    private static final String TIMEOUT = "grpc-timeout";
    private static final int MAX_DIGITS = 8;

    private GrpcRequest() {}

    static boolean is(Headers headers) {
        String type = headers.first("content-type");
        return type != null && type.startsWith("application/grpc") && !type.startsWith("application/grpc-web");
    }

    /**
     * The shorter of the route's timeout and the client's own, which the endpoint is told (RX-42).
     *
     * @param ofRoute null or zero if the route has none
     * @return null if there is none at all
     */
    static @Nullable Duration agree(Headers headers, @Nullable Duration ofRoute) {
        Duration route = ofRoute == null || ofRoute.isZero() ? null : ofRoute;
        if (!is(headers)) return route;
        Duration wanted = timeout(headers.first(TIMEOUT));
        if (route == null || wanted != null && wanted.compareTo(route) <= 0) return wanted;
        headers.set(TIMEOUT, inMillis(route));
        return route;
    }

    private static String inMillis(Duration timeout) {
        long millis = Math.max(1, timeout.toMillis());
        return millis < 100_000_000 ? millis + "m" : Math.min(99_999_999, timeout.toSeconds()) + "S";
    }

    /** Null if there is none, or none that can be read. */
    static @Nullable Duration timeout(@Nullable String text) {
        int digits = text == null ? 0 : text.length() - 1;
        if (text == null || digits < 1 || digits > MAX_DIGITS) return null;
        long value = 0;
        for (int i = 0; i < digits; i++) {
            char digit = text.charAt(i);
            if (digit < '0' || digit > '9') return null;
            value = value * 10 + digit - '0';
        }
        Duration told = switch (text.charAt(digits)) {
            case 'H' -> Duration.ofHours(value);
            case 'M' -> Duration.ofMinutes(value);
            case 'S' -> Duration.ofSeconds(value);
            case 'm' -> Duration.ofMillis(value);
            case 'u' -> Duration.ofNanos(value * 1000);
            case 'n' -> Duration.ofNanos(value);
            default -> null;
        };
        return told == null || told.isZero() ? null : told;
    }
}
