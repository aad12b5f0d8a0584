package dev.sluice.app.explain;

import dev.sluice.app.cli.Failure;
import java.util.Locale;

/**
 * The URL that is asked about, as a client would send it.
 *
 * @param scheme {@code http} or {@code https}
 * @param port of the URL; 0 where it names none
 * @param target path and query, {@code /} at least; taken as written, so that what a strict URL parser refuses can be asked about
 */
record AskedUrl(String scheme, String authority, int port, String target) {
    private static final int MAX_PORT = 65_535;

    /** @throws Failure if it is no http or https URL with a host */
    static AskedUrl parse(String text) {
        int separator = text.indexOf("://");
        String scheme = separator < 0 ? "" : text.substring(0, separator).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) throw wrong(text, "it must begin with http:// or https://");
        String rest = text.substring(separator + 3);
        int fragment = rest.indexOf('#');
        if (fragment >= 0) rest = rest.substring(0, fragment);
        int end = 0;
        while (end < rest.length() && rest.charAt(end) != '/' && rest.charAt(end) != '?') end++;
        String authority = rest.substring(0, end);
        if (authority.isEmpty()) throw wrong(text, "it names no host");
        if (authority.indexOf('@') >= 0) throw wrong(text, "it carries a user; a gateway never sees one there");
        String target = rest.substring(end);
        return new AskedUrl(scheme, authority, port(text, authority), target.startsWith("/") ? target : "/" + target);
    }

    private static int port(String text, String authority) {
        int colon = authority.startsWith("[") ? authority.indexOf("]:") + 1 : authority.lastIndexOf(':');
        if (colon <= 0) return 0;
        try {
            int port = Integer.parseInt(authority.substring(colon + 1));
            if (port >= 1 && port <= MAX_PORT) return port;
        } catch (NumberFormatException e) {
            throw wrong(text, "its port is no number");
        }
        throw wrong(text, "its port is outside 1..65535");
    }

    /** Without the port. */
    String host() {
        return port == 0 ? authority : authority.substring(0, authority.lastIndexOf(':'));
    }

    int portOfScheme() {
        return scheme.equals("https") ? 443 : 80;
    }

    private static Failure wrong(String text, String why) {
        return new Failure("'" + text + "' cannot be explained: " + why + ", as in http://hello.example.com/path?query");
    }
}
