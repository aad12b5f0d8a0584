package dev.sluice.app.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.app.cli.Failure;
import dev.sluice.app.echo.EchoServer;
import dev.sluice.resources.ServiceEntry;
import io.vertx.core.Vertx;
import java.util.concurrent.CompletionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Echo upstreams for the endpoints of a ServiceEntry. */
final class EchoUpstreams {
    private static final Logger LOG = LoggerFactory.getLogger(EchoUpstreams.class);
    private static final String ADDRESS = "127.0.0.1";

    private final Vertx vertx;

    EchoUpstreams(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Serves every port of every endpoint on the loopback address. A port that is taken is replaced by a free one, in {@code tree}.
     *
     * @return whether {@code tree} was changed
     */
    boolean serve(ServiceEntry entry, ObjectNode tree) {
        boolean moved = false;
        for (JsonNode endpoint : tree.path("spec").path("endpoints")) {
            if (!endpoint.path("address").asText().equals(ADDRESS) || !(endpoint.get("ports") instanceof ObjectNode ports)) continue;
            String version = endpoint.path("labels").path("version").asText("");
            String name = entry.metadata().name() + (version.isEmpty() ? "" : "-" + version);
            for (var port : ports.properties()) {
                int wanted = port.getValue().asInt();
                int served = serve(name, wanted);
                if (served == wanted) continue;
                ports.put(port.getKey(), served);
                moved = true;
            }
        }
        return moved;
    }

    private int serve(String name, int wanted) {
        try {
            return start(name, wanted);
        } catch (CompletionException taken) {
            int port = start(name, 0);
            LOG.info("port {} is taken: the demo upstream {} listens on {}", wanted, name, port);
            return port;
        }
    }

    private int start(String name, int port) {
        try {
            return EchoServer.start(vertx, name, ADDRESS, port).toCompletionStage().toCompletableFuture().join().port();
        } catch (CompletionException e) {
            if (port == 0) throw new Failure("no demo upstream can be started: " + e.getMessage(), e);
            throw e;
        }
    }
}
