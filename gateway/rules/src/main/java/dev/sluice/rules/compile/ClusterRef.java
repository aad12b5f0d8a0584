package dev.sluice.rules.compile;

import dev.sluice.rules.model.Provenance;

/**
 * A destination as a route means it, whether it exists or not.
 *
 * @param from the route's field that names it
 */
record ClusterRef(String host, int port, String subset, boolean portGiven, Provenance from) {
    /** As Istio's tools print it. */
    String name() {
        return "outbound|" + port + "|" + subset + "|" + host;
    }
}
