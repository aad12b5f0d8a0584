package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.Headers;
import java.util.Locale;
import java.util.Set;

/** The fields that belong to one connection (RFC 9110 section 7.6.1): read, and taken out before a head travels on. */
final class HopByHop {
    private static final Set<String> NEVER_NAMED = Set.of("host", "content-length", "transfer-encoding", "authorization",
            "proxy-authorization", "cookie",
            "set-cookie", "forwarded", "x-real-ip", "x-request-id", "content-type");

    boolean close;
    boolean keepAlive;
    boolean upgrade;

    private HopByHop() {}

    /**
     * Reads {@code Connection} and takes out what it names, and what is always hop-by-hop but {@code te} and {@code upgrade}, which the caller reads.
     *
     * @param guarded refuse a Connection field that would take out a field that the gateway or authentication relies on
     */
    static HopByHop take(Headers headers, boolean guarded) throws Malformed {
        var found = new HopByHop();
        for (int at = headers.find("connection", 0); at >= 0; at = headers.find("connection", at)) {
            String value = headers.value(at);
            headers.removeAt(at);
            for (String part : value.split(",", -1)) found.option(part.strip().toLowerCase(Locale.ROOT), headers, guarded);
        }
        headers.remove("keep-alive");
        headers.remove("proxy-connection");
        headers.remove("http2-settings");
        return found;
    }

    private void option(String name, Headers headers, boolean guarded) throws Malformed {
        switch (name) {
            case "" -> {
            }
            case "close" -> close = true;
            case "keep-alive" -> keepAlive = true;
            case "upgrade" -> upgrade = true;
            case "te", "connection" -> {
            }
            default -> {
                if (guarded && isGuarded(name)) throw new Malformed("Connection names a field that must not be dropped");
                if (!isToken(name)) throw new Malformed("Connection holds something that is no field name");
                headers.remove(name);
            }
        }
    }

    private static boolean isGuarded(String name) {
        return NEVER_NAMED.contains(name) || name.startsWith("x-forwarded-") || name.startsWith("x-envoy-");
    }

    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char one = text.charAt(i);
            if (one > 0x7f || !Octets.isToken((byte) one)) return false;
        }
        return true;
    }
}
