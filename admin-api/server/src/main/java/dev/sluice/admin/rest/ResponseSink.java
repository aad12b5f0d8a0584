package dev.sluice.admin.rest;

import dev.sluice.admin.watch.EventSink;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A chunked response as the end of a stream. A peer that takes nothing for half a minute is cut off: it lists again and watches from there. */
final class ResponseSink implements EventSink {
    private static final int PATIENCE_SECONDS = 30;

    private final HttpServerResponse response;

    ResponseSink(HttpServerResponse response) {
        this.response = response;
    }

    /** Sends status and headers at once: a client waits for them before it takes the watch as begun. */
    boolean writeHead() throws InterruptedException {
        return done(response.writeHead());
    }

    @Override
    public boolean write(byte[] chunk) throws InterruptedException {
        if (response.closed() || response.ended()) return false;
        return done(response.write(Buffer.buffer(chunk)));
    }

    private boolean done(Future<Void> written) throws InterruptedException {
        try {
            written.toCompletionStage().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException gone) {
            return false;
        } catch (TimeoutException tooSlow) {
            response.reset();
            return false;
        }
    }
}
