package dev.sluice.rules.explain;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request that nobody sent.
 *
 * @param scheme {@code http} or {@code https}: whether the connection speaks TLS
 * @param authority what the Host field would say, port included where a client would send one
 * @param port the Gateway's number
 * @param target path and query as sent, {@code /a?b}
 * @param headers by name; several values of one name joined by commas
 * @param sni null is the authority without its port, as clients do it
 * @param sourceIp null if it does not matter
 * @param principal of the client's certificate; null without one
 */
public record ExplainRequest(String scheme, String authority, int port, String method, String target, Map<String, String> headers, @Nullable String sni, @Nullable String sourceIp, @Nullable String principal) {
    public ExplainRequest {
        var lower = new HashMap<String, String>();
        headers.forEach((name, value) -> lower.merge(name.toLowerCase(Locale.ROOT), value, (one, other) -> one + "," + other));
        headers = Map.copyOf(lower);
    }

    boolean tls() {
        return scheme.equals("https");
    }

    /** Lower case, without port and trailing dot. */
    String host() {
        String host = authority.toLowerCase(Locale.ROOT);
        int colon = host.startsWith("[") ? host.indexOf("]:") + 1 : host.lastIndexOf(':');
        if (colon > 0) host = host.substring(0, colon);
        return host.endsWith(".") && host.length() > 1 ? host.substring(0, host.length() - 1) : host;
    }
}
