package dev.sluice.rules.decide;

import dev.sluice.rules.model.Action;
import org.jspecify.annotations.Nullable;

/** The Location of redirects, as Envoy writes it. */
public final class RedirectLocation {
    private RedirectLocation() {}

    /**
     * Of a route's redirect.
     *
     * @param scheme the request's, {@code http} or {@code https}
     * @param authority as the client sent it
     * @param path normalised, without query
     */
    public static String of(Action.Redirect redirect, String scheme, String authority, String path, @Nullable String query) {
        String newScheme = redirect.scheme() == null ? scheme : redirect.scheme();
        String newPort = redirect.port() == 0 ? "" : ":" + redirect.port();
        String newHost = redirect.host() == null ? keptHost(authority, scheme, newScheme, newPort) : redirect.host();
        String newPath = redirect.path() != null ? redirect.path().apply(path, query) : query == null ? path : path + "?" + query;
        return newScheme + "://" + newHost + newPort + (newPath.startsWith("/") ? newPath : "/" + newPath);
    }

    /** Of a host that demands https: the same place, the port of the Host field included (RX-30). */
    public static String https(String authority, String path, @Nullable String query) {
        return "https://" + authority + (query == null ? path : path + "?" + query);
    }

    /** The request's host; its port goes if the redirect names one, or if it was the old scheme's default and the scheme changes. */
    private static String keptHost(String authority, String scheme, String newScheme, String newPort) {
        int end = portStart(authority);
        if (end < 0) return authority;
        String port = authority.substring(end);
        boolean drop = !newPort.isEmpty();
        if (!newScheme.equals(scheme)) drop |= scheme.equals("https") && port.equals(":443") || scheme.equals("http") && port.equals(":80");
        return drop ? authority.substring(0, end) : authority;
    }

    /** Index of the colon before the port; -1 if there is no port. */
    private static int portStart(String authority) {
        if (authority.startsWith("[")) {
            int close = authority.lastIndexOf("]:");
            return close < 0 ? -1 : close + 1;
        }
        return authority.lastIndexOf(':');
    }
}
