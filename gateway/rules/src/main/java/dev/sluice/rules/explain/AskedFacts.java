package dev.sluice.rules.explain;

import dev.sluice.rules.decide.RequestFacts;
import org.jspecify.annotations.Nullable;

/** The facts of a request that nobody sent. */
record AskedFacts(ExplainRequest request, String path, @Nullable String query) implements RequestFacts {
    @Override
    public String method() {
        return request.method();
    }

    @Override
    public String scheme() {
        return request.scheme();
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
        return request.headers().get(name);
    }
}
