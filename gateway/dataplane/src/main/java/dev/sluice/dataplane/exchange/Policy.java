package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.Headers;

/** One thing that a route may ask for. Stateless: one object serves all requests. */
interface Policy {
    Outcome onRequest(Exchange exchange);

    /** Every final answer passes here, the upstream's and our own, in the opposite order. */
    default void onResponse(Exchange exchange, Headers headers) {}
}
