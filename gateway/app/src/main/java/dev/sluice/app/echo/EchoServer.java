package dev.sluice.app.echo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.SocketAddress;

/**
 * An upstream that answers each request with a JSON object of what it saw: {@code name, method, path, host, headers}. It speaks HTTP/1.1, h2c and
 * WebSocket (each message comes back). A request with the header {@code x-echo: body} gets its own body back, streamed.
 */
public final class EchoServer {
    private static final String MODE = "x-echo";

    private final String name;
    private final HttpServer server;

    private EchoServer(Vertx vertx, String name) {
        this.name = name;
        this.server = vertx.createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(true).setIdleTimeout(300))
                .requestHandler(this::answer).webSocketHandler(EchoServer::answer);
    }

    /** @param port 0 for any that is free */
    public static Future<EchoServer> start(Vertx vertx, String name, String address, int port) {
        var echo = new EchoServer(vertx, name);
        return echo.server.listen(SocketAddress.inetSocketAddress(port, address)).map(echo);
    }

    public int port() {
        return server.actualPort();
    }

    public Future<Void> close() {
        return server.close();
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.putHeader("x-echo-name", name);
        if ("body".equals(request.getHeader(MODE))) {
            String type = request.getHeader("content-type");
            if (type != null) response.putHeader("content-type", type);
            String length = request.getHeader("content-length");
            if (length == null) response.setChunked(true);
            else
                response.putHeader("content-length", length);
            request.pipeTo(response).onFailure(gone -> request.connection().close());
            return;
        }
        // The body is read to its end first: answering early would make a large upload look like a failure.
        request.endHandler(end -> {
            response.putHeader("content-type", "application/json");
            response.end(seen(request).encodePrettily() + "\n");
        });
        request.resume();
    }

    private static void answer(ServerWebSocket socket) {
        socket.frameHandler(frame -> {
            socket.writeFrame(frame);
            if (socket.writeQueueFull()) {
                socket.pause();
                socket.drainHandler(drained -> socket.resume());
            }
        });
    }

    private JsonObject seen(HttpServerRequest request) {
        var headers = new JsonObject();
        for (String header : request.headers().names()) {
            if (!header.startsWith(":"))
                headers.put(header.toLowerCase(java.util.Locale.ROOT), String.join(",", request.headers().getAll(header)));
        }
        var authority = request.authority();
        return new JsonObject().put("name", name).put("method", request.method().name()).put("path", request.uri())
                .put("host", authority == null ? "" : authority.toString()).put("headers", headers);
    }
}
