package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.rules.model.RoutePolicy.Cors;
import dev.sluice.rules.model.TextMatch;
import org.jspecify.annotations.Nullable;

/** Answers preflights and marks answers to allowed origins (RX-46; Fetch standard, CORS protocol). */
final class CorsPolicy implements Policy {
    @Override
    public Outcome onRequest(Exchange exchange) {
        Cors cors = exchange.policy().cors();
        String origin = exchange.headers().first("origin");
        if (cors == null || origin == null || origin.isEmpty()) return Outcome.CONTINUE;
        String wanted = exchange.headers().first("access-control-request-method");
        boolean preflight = exchange.method().equals("OPTIONS") && wanted != null && !wanted.isEmpty();
        if (!allows(cors, origin)) return preflight && !cors.forwardUnmatched() ? new Outcome.Respond(preflight()) : Outcome.CONTINUE;
        if (preflight) {
            Answer answer = preflight();
            allow(answer.headers(), cors, origin);
            set(answer.headers(), "access-control-allow-methods", cors.allowMethods());
            set(answer.headers(), "access-control-allow-headers", cors.allowHeaders());
            set(answer.headers(), "access-control-max-age", cors.maxAge());
            return new Outcome.Respond(answer);
        }
        exchange.corsOrigin(origin);
        return Outcome.CONTINUE;
    }

    @Override
    public void onResponse(Exchange exchange, Headers headers) {
        Cors cors = exchange.policy().cors();
        String origin = exchange.corsOrigin();
        if (cors == null || origin.isEmpty()) return;
        allow(headers, cors, origin);
        set(headers, "access-control-expose-headers", cors.exposeHeaders());
    }

    private static Answer preflight() {
        return new Answer(200, new Headers(256, 8), new byte[0], "", "cors_preflight", Answer.Origin.GATEWAY);
    }

    private static void allow(Headers headers, Cors cors, String origin) {
        headers.set("access-control-allow-origin", origin);
        if (cors.allowCredentials()) headers.set("access-control-allow-credentials", "true");
    }

    private static void set(Headers headers, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) headers.set(name, value);
    }

    private static boolean allows(Cors cors, String origin) {
        for (TextMatch match : cors.origins()) {
            if (match.matches(origin) || match instanceof TextMatch.Exact(String any) && any.equals("*")) return true;
        }
        return false;
    }
}
