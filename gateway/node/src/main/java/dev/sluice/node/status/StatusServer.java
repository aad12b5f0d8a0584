package dev.sluice.node.status;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.List;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Serves {@code /healthz/ready}, {@code /healthz/live} and {@code /metrics} over plain HTTP, for all nodes of the process. */
public final class StatusServer {
    private final HttpServer server;

    private StatusServer(HttpServer server) {
        this.server = server;
    }

    /**
     * @param bind address; empty for all
     * @param port 0 for any
     * @param nodes asked anew each time; the process is ready when there is one and all of them are
     * @param scrape from the {@code Accept} header to the metrics; may take its time
     */
    public static Future<StatusServer> start(Vertx vertx, String bind, int port, Supplier<? extends List<? extends Health>> nodes,
            UnaryOperator<String> scrape) {
        HttpServer server = vertx.createHttpServer(new HttpServerOptions().setIdleTimeout(60).setMaxInitialLineLength(1_024));
        server.requestHandler(request -> {
            if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
                answer(request, 405, "text/plain", "only GET is served here\n");
                return;
            }
            switch (request.path()) {
                case "/healthz/live" -> answer(request, 200, "text/plain", "live\n");
                case "/healthz/ready" -> ready(request, nodes.get());
                case "/metrics" -> metrics(vertx, request, scrape);
                case null, default -> answer(request, 404, "text/plain", "served here: /healthz/ready /healthz/live /metrics\n");
            }
        });
        return server.listen(port, bind.isEmpty() ? "0.0.0.0" : bind).map(StatusServer::new);
    }

    public int port() {
        return server.actualPort();
    }

    public Future<Void> close() {
        return server.close();
    }

    private static void ready(HttpServerRequest request, List<? extends Health> nodes) {
        var text = new StringBuilder();
        boolean ready = !nodes.isEmpty();
        for (Health node : nodes) {
            List<String> reasons = node.notReady();
            ready &= reasons.isEmpty();
            text.append(node.name()).append(reasons.isEmpty() ? ": ready" : ": not ready: " + String.join("; ", reasons)).append('\n');
        }
        if (nodes.isEmpty()) text.append("not ready: there is no node yet\n");
        answer(request, ready ? 200 : 503, "text/plain", text.toString());
    }

    private static void metrics(Vertx vertx, HttpServerRequest request, UnaryOperator<String> scrape) {
        String accept = request.getHeader("Accept");
        boolean open = accept != null && accept.contains("application/openmetrics-text");
        String type = open ? "application/openmetrics-text; version=1.0.0; charset=utf-8" : "text/plain; version=0.0.4; charset=utf-8";
        vertx.executeBlocking(() -> scrape.apply(type), false).onComplete(text -> answer(request, 200, type, text),
                failure -> answer(request, 500, "text/plain", "metrics could not be gathered\n"));
    }

    private static void answer(HttpServerRequest request, int status, String type, String body) {
        request.response().setStatusCode(status).putHeader("Content-Type", type).putHeader("Cache-Control", "no-store").end(body);
    }
}
