package dev.sluice.dataplane.exchange;

import dev.sluice.rules.model.Provenance;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of a request once it is over. Texts are never null; empty is unknown or does not apply. What the client sent (method, authority,
 * target, user agent, forwardedFor, a kept request id) may hold anything but CR, LF and NUL: whoever prints it escapes it.
 *
 * @param listener name of the listener
 * @param host pattern of the virtual host
 * @param route its name, or the path of its rule
 * @param rule where the route is written; null if none took the request
 * @param cluster the chosen destination
 * @param endpoint of the last attempt, {@code 10.0.0.1:80}
 * @param flag Envoy's response flag ({@code NR}, {@code UF}, {@code UF,URX} ...), {@code NE} for {@link dev.sluice.rules.model.Unenforced}; empty for none
 * @param detail why, in Envoy's words ({@code route_not_found}) or ours; never shown to the client
 * @param status as answered; 0 if nothing was
 * @param requestBytes of the body as received
 * @param responseBytes of the body as sent
 * @param attempts sent upstream, retries included
 * @param revision of the snapshot that decided
 * @param durationNanos from the head's arrival to the end
 * @param upstreamNanos from the first attempt to the head of the response; -1 without one
 * @param protocol {@code HTTP/1.1}, {@code HTTP/2}
 * @param forwardedFor as it went upstream
 */
public record ExchangeRecord(Instant start, String listener, String host, String route, @Nullable Provenance rule, String cluster, String endpoint, String flag, String detail, int status, long requestBytes, long responseBytes, int attempts, long revision, long durationNanos, long upstreamNanos, String method, String authority, String target, String protocol, boolean tls, String sni, String remoteAddress, String requestId, String userAgent, String forwardedFor) {}
