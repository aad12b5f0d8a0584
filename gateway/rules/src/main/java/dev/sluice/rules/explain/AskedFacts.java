package dev.sluice.rules.explain;

import dev.sluice.rules.decide.RequestFacts;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a request that nobody sent, as the edge leaves them.
 *
 * @param scheme as the gateway judges it
 * @param path normalised
 * @param headers by name, in lower case
 */
record AskedFacts(ExplainRequest request, String scheme, String path, @Nullable String query, Map<String, String> headers)
        implements
            RequestFacts {
    AskedFacts {
        headers = Map.copyOf(headers);
    }

    @Override
    public String method() {
        return request.method();
    }

    @Override
    public String authority() {
        return request.authority();
    }

    @Override
    public String host() {
        return request.host();
    }

    @Override
    public @Nullable String header(String name) {
        return headers.get(name);
    }
}
