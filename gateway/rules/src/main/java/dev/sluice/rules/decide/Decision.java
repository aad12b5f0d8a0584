package dev.sluice.rules.decide;

import dev.sluice.rules.model.Action;
import dev.sluice.rules.model.Route;
import dev.sluice.rules.snapshot.VirtualHost;
import org.jspecify.annotations.Nullable;

/** What becomes of a request. */
public sealed interface Decision {
    /** @param destination the one drawn by weight; null unless the action is a forward */
    record Matched(VirtualHost host, Route route, Action.@Nullable WeightedCluster destination) implements Decision {}

    /** No virtual host has this name: 404 NR. */
    record NoHost() implements Decision {}

    /** The host is known, none of its routes matches: 404 NR. */
    record NoRoute(VirtualHost host) implements Decision {}

    /** Plaintext where https is demanded: 301 to the same place with https (RX-28, RX-30). */
    record HttpsRequired(VirtualHost host) implements Decision {}

    /** The connection's server does not serve this host, another server of the listener does: 421 (RFC 9110 section 15.5.20). */
    record Misdirected() implements Decision {}
}
