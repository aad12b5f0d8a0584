package dev.sluice.dataplane.exchange;

import java.time.Instant;

/**
 * A connection that was closed before any request, because its TLS failed or no server takes it. Texts are never null; empty is unknown.
 *
 * @param sni as the client sent it: whoever prints it escapes it
 * @param flag as of a request: {@code NR} if no server takes it, {@code NE} if what its server asks for is not enforced; empty for failures
 * @param why for whoever reads the log, in Envoy's words where it has some; never shown to the client
 */
public record RefusedConnection(Instant at, String listener, String sni, String remoteAddress, String flag, String why) {}
