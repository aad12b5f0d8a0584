package dev.sluice.perf;

import dev.sluice.rules.decide.RequestFacts;
import org.jspecify.annotations.Nullable;

/** A request without headers of its own. */
record Request(String host, String path) implements RequestFacts {
    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String scheme() {
        return "http";
    }

    @Override
    public String authority() {
        return host;
    }

    @Override
    public @Nullable String query() {
        return null;
    }

    @Override
    public @Nullable String header(String name) {
        return null;
    }
}
