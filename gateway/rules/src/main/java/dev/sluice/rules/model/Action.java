package dev.sluice.rules.model;

import dev.sluice.resources.Bytes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a route does with a request. */
public sealed interface Action {
    /**
     * Sends it to one of {@code destinations}, chosen by weight.
     *
     * @param path null keeps the path
     */
    record Forward(List<WeightedCluster> destinations, int totalWeight, @Nullable PathRewrite path) implements Action {
        public Forward {
            destinations = List.copyOf(destinations);
            if (destinations.isEmpty()) throw new IllegalArgumentException("a forward needs a destination");
        }
    }

    /**
     * One destination of a weighted choice. The mutations are the final lists for this destination: what Istio does with one and with several
     * destinations differs (RX-44) and is settled by the compiler.
     *
     * @param authority what the upstream sees as host; null keeps the client's
     */
    record WeightedCluster(String cluster, int weight, HeaderMutation requestHeaders, HeaderMutation responseHeaders, @Nullable String authority, Provenance from) {}

    /**
     * Answers with a Location.
     *
     * @param scheme null keeps the request's
     * @param host null keeps the request's, port included
     * @param port 0 keeps what follows from host and scheme
     * @param path null keeps path and query
     */
    record Redirect(int status, @Nullable String scheme, @Nullable String host, int port, @Nullable PathRewrite path) implements Action {}

    record DirectResponse(int status, Bytes body) implements Action {}

    /** Answers 503 with {@link Unenforced#FLAG}. */
    record Refuse(Unenforced refusal) implements Action {}
}
