package dev.sluice.admin.rest;

import dev.sluice.admin.auth.Caller;
import java.util.List;
import java.util.Map;

/**
 * One request, whole.
 *
 * @param path percent-encoded as it came, without the query
 * @param query decoded, in order
 * @param accept all Accept headers, joined; empty if there is none
 * @param contentType empty if there is none
 * @param upgradesToWebSocket whether the client would rather have a WebSocket
 */
record ApiRequest(String method, String path, Map<String, List<String>> query, String accept, String contentType, boolean upgradesToWebSocket, byte[] body, Caller caller) {

    /** The first value; empty if there is none. */
    String param(String name) {
        List<String> values = query.get(name);
        return values == null || values.isEmpty() ? "" : values.getFirst();
    }

    /** As Go reads it: 1, t, true. Anything unreadable counts as not set. */
    boolean flag(String name) {
        String value = param(name);
        return value.equalsIgnoreCase("true") || value.equals("1") || value.equalsIgnoreCase("t");
    }
}
