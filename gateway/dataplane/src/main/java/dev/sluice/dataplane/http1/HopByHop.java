package dev.sluice.dataplane.http1;

import dev.sluice.dataplane.http.Headers;
import java.util.ArrayList;
import java.util.List;
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
            if (headers.valueIsIgnoringCase(at, "keep-alive")) {
                found.keepAlive = true;
                headers.removeAt(at);
                continue;
            }
            String value = headers.value(at);
            headers.removeAt(at);
            for (String part : elements(value)) found.option(part, headers, guarded);
        }
        headers.remove("keep-alive");
        headers.remove("proxy-connection");
        headers.remove("http2-settings");
        return found;
    }

    /**
     * The elements of a list, empty ones among them, without the white space of HTTP (and no other) around them, ASCII letters (and no other) in lower
     * case: nothing that another reader would not take for the same word becomes it here.
     */
    static List<String> elements(String value) {
        var all = new ArrayList<String>();
        for (String part : value.split(",", -1)) {
            int start = 0;
            int end = part.length();
            while (start < end && isBlank(part.charAt(start))) start++;
            while (end > start && isBlank(part.charAt(end - 1))) end--;
            var lower = new StringBuilder(end - start);
            for (int i = start; i < end; i++) {
                char one = part.charAt(i);
                lower.append(one >= 'A' && one <= 'Z' ? (char) (one + 32) : one);
            }
            all.add(lower.toString());
        }
        return all;
    }

    private static boolean isBlank(char one) {
        return one == ' ' || one == '\t';
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
