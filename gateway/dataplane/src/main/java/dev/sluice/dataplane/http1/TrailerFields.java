package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.Trailers;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which trailers of HTTP/1.1 are believed: announced ones, or all of a stream that is known to use them. What none may hold is sorted out by {@link Trailers}. */
final class TrailerFields {
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
            if (!every && !names.contains(name)) trailers.removeAt(i);
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
