package dev.sluice.dataplane.telemetry;

import org.jspecify.annotations.Nullable;

/**
 * What is said of one request when it has ended, however it ended. Texts that a client chose are cut to {@link #MAX_TEXT} characters, so that a queue of
 * records is bounded in bytes. Empty texts are unknown.
 *
 * @param startedEpochMicros when the first byte of the head was seen, microseconds since 1970
 * @param revision of the snapshot that the request was served by; 0 if it never reached one
 * @param listener name of the compiled listener
 */
public record ExchangeRecord(long startedEpochMicros, long revision, String listener, Client client, Request request, Routing routing, Upstream upstream, Outcome outcome, Timings timings) {
    /** Longest text of a client's choosing that is kept. */
    public static final int MAX_TEXT = 2_048;

    /**
     * The connection that it came on. May be made once per connection.
     *
     * @param protocol {@code HTTP/1.1}, {@code HTTP/2}
     * @param sni null without TLS or without SNI
     * @param remote {@code address:port} of the peer
     */
    public record Client(String protocol, @Nullable String sni, String remote, String local) {
        public static final Client UNKNOWN = new Client("", null, "", "");
    }

    /** What the client asked, as it was received. {@code path} has its query. */
    public record Request(String method, String path, String authority, String forwardedFor, String userAgent, String requestId) {
        /** The head could not be read. */
        public static final Request UNREADABLE = new Request("", "", "", "", "", "");

        public Request {
            method = cut(method);
            path = cut(path);
            authority = cut(authority);
            forwardedFor = cut(forwardedFor);
            userAgent = cut(userAgent);
            requestId = cut(requestId);
        }
    }

    /**
     * Where the rules sent it. May be made once per compiled route and destination.
     *
     * @param route which rule: object and field, {@code VirtualService default/shop spec.http[0]}
     * @param routeName the name that the rule was given
     * @param host the virtual host's domain pattern
     * @param cluster empty if nothing was forwarded
     */
    public record Routing(String route, String routeName, String host, String cluster) {
        public static final Routing NONE = new Routing("", "", "", "");
    }

    /**
     * The last try.
     *
     * @param endpoint {@code address:port}
     * @param local our end of that connection
     * @param attempts tries made, retries included; 0 if none
     * @param failure transport failure in words
     */
    public record Upstream(String endpoint, String local, int attempts, String failure) {
        public static final Upstream NONE = new Upstream("", "", 0, "");
    }

    /**
     * @param status 0 if no status was sent
     * @param flag Envoy's response flag ({@code NR}, {@code UF}), several joined by commas
     * @param details why in one word, as Envoy's response code details ({@code via_upstream}, {@code route_not_found})
     * @param bytesReceived of the request's body
     * @param bytesSent of the response's body
     */
    public record Outcome(int status, String flag, String details, String termination, long bytesReceived, long bytesSent) {}

    /**
     * Durations in nanoseconds; -1 where the thing did not happen.
     *
     * @param total from the first byte of the request to the last of the response
     * @param request until the request's last byte was read
     * @param connect until the upstream connection of the last try was there
     * @param firstByte from the request's sending to the response's head
     */
    public record Timings(long total, long request, long connect, long firstByte) {}

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT - 3) + "...";
    }
}
