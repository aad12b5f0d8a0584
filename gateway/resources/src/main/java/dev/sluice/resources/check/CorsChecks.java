package dev.sluice.resources.check;

import dev.sluice.resources.StringMatch;
import dev.sluice.resources.VirtualService.CorsPolicy;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Cross-origin resource sharing. */
final class CorsChecks {
    private static final Set<String> METHODS = Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "CONNECT", "OPTIONS", "TRACE", "*");

    private CorsChecks() {}

    static void check(Findings findings, String field, @Nullable CorsPolicy policy) {
        if (policy == null) return;
        for (int i = 0; i < policy.allowOrigins().size(); i++)
            origin(findings, field + ".allowOrigins[" + i + "]", policy.allowOrigins().get(i));
        for (int i = 0; i < policy.allowMethods().size(); i++) {
            String method = policy.allowMethods().get(i);
            if (!METHODS.contains(method)) {
                findings.add(CheckCode.CORS_METHOD, field + ".allowMethods[" + i + "]", "'" + method + "' is not a method",
                        "GET, HEAD, POST, PUT, PATCH, DELETE, CONNECT, OPTIONS, TRACE or *");
            }
        }
        headers(findings, field + ".allowHeaders", policy.allowHeaders());
        headers(findings, field + ".exposeHeaders", policy.exposeHeaders());
        if (policy.maxAge() != null && policy.maxAge().getNano() > 0) {
            findings.add(CheckCode.CORS_MAX_AGE, field + ".maxAge", "maxAge is told to browsers in whole seconds", "round it to seconds");
        }
    }

    private static void origin(Findings findings, String field, StringMatch origin) {
        boolean empty = switch (origin) {
            case StringMatch.Exact exact -> exact.exact().isEmpty();
            case StringMatch.Prefix prefix -> prefix.prefix().isEmpty();
            case StringMatch.Regex regex -> regex.regex().isEmpty();
            case StringMatch.Present present -> true;
        };
        if (empty) {
            findings.add(CheckCode.CORS_ORIGIN, field, "the origin is empty",
                    "exact: https://app.example.com, a regex, or exact: \"*\" for all");
        } else {
            Expressions.regexOf(findings, field, origin);
        }
    }

    private static void headers(Findings findings, String field, List<String> names) {
        for (int i = 0; i < names.size(); i++) {
            if (!HeaderChecks.TOKEN.matcher(names.get(i)).matches()) {
                findings.add(CheckCode.BAD_HEADER_NAME, field + "[" + i + "]", "'" + names.get(i) + "' is not the name of a header");
            }
        }
    }
}
