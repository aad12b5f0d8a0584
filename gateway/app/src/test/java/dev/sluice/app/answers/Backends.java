package dev.sluice.app.answers;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/** The upstreams that the recordings were made with: they tell in JSON what they saw. */
final class Backends {
    private Backends() {}

    /** Starts one for each of {@code names} and answers from its recorded port to its own. */
    static Map<Integer, Integer> start(Vertx vertx, Map<Integer, String> names) {
        var ports = new LinkedHashMap<Integer, Integer>();
        names.forEach((recorded, name) -> ports.put(recorded, vertx.createHttpServer().requestHandler(request -> answer(request, name))
                .listen(0, "127.0.0.1").toCompletionStage().toCompletableFuture().join().actualPort()));
        return ports;
    }

    private static void answer(HttpServerRequest request, String name) {
        request.body().onSuccess(body -> {
            var headers = new JsonObject();
            request.headers().names().forEach(header -> headers.put(header.toLowerCase(java.util.Locale.ROOT),
                    String.join(",", request.headers().getAll(header))));
            var seen = new JsonObject().put("path", request.uri()).put("host", new JsonArray(request.headers().getAll("host"))).put("up",
                    headers);
            request.response().putHeader("x-backend", name).putHeader("x-upstream-secret", "s3cret").end(seen.encode());
        });
    }
}
