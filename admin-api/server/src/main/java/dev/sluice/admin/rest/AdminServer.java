package dev.sluice.admin.rest;

import dev.sluice.admin.answer.Answer;
import dev.sluice.admin.answer.Failure;
import dev.sluice.admin.answer.FailureException;
import dev.sluice.admin.auth.Caller;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTPS listener: heads and bodies on the event loop, everything else on virtual threads, within bounds. */
public final class AdminServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final long MAX_BODY = 3L * 1024 * 1024;
    private static final int MAX_WRITES = 50;
    private static final int MAX_READS = 200;
    private static final int MAX_STREAMS = 5_000;

    private final Api api;
    private final HttpServer server;
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("admin-", 0).factory());
    private final Semaphore writes = new Semaphore(MAX_WRITES);
    private final Semaphore reads = new Semaphore(MAX_READS);
    private final Semaphore streamSlots = new Semaphore(MAX_STREAMS);
    private final Set<Outcome.Stream> streams = ConcurrentHashMap.newKeySet();

    AdminServer(Vertx vertx, HttpServerOptions options, Api api) {
        this.api = api;
        Router router = Router.router(vertx);
        router.route().handler(BodyHandler.create(false).setBodyLimit(MAX_BODY));
        router.route().handler(this::handle);
        router.route().failureHandler(this::failed);
        this.server = vertx.createHttpServer(options).requestHandler(router);
    }

    Future<AdminServer> listen() {
        return server.listen().map(bound -> this);
    }

    public int port() {
        return server.actualPort();
    }

    @Override
    public void close() {
        streams.forEach(Outcome.Stream::close);
        server.close().onComplete(done -> workers.shutdown());
    }

    /** What the router itself refuses: a body too large, a path it cannot decode. */
    private void failed(RoutingContext context) {
        int status = context.statusCode();
        if (context.failure() != null && status == 500)
            LOG.error("request failed, method={} path={}", context.request().method(), context.request().path(), context.failure());
        Failure failure = switch (status) {
            case 413 -> Failure.tooLarge(MAX_BODY);
            case 400 -> Failure.badRequest("the request cannot be read");
            case 404 -> Failure.noSuchResource();
            case 405 -> Failure.methodNotAllowed("");
            default -> Failure.internal("see the server's log");
        };
        send(context.request(), Answer.of(failure));
    }

    private void handle(RoutingContext context) {
        HttpServerRequest request = context.request();
        Buffer body = context.body().buffer();
        ApiRequest parsed = new ApiRequest(request.method().name(), request.path(), new QueryStringDecoder(request.uri()).parameters(),
                String.join(",", request.headers().getAll(HttpHeaders.ACCEPT)), text(request.getHeader(HttpHeaders.CONTENT_TYPE)),
                "websocket".equalsIgnoreCase(request.getHeader(HttpHeaders.UPGRADE)), body == null ? new byte[0] : body.getBytes(),
                caller(request));
        Semaphore bound = parsed.method().equals("GET") ? reads : writes;
        if (!bound.tryAcquire()) {
            send(request, Answer.of(Failure.tooManyRequests()));
            return;
        }
        try {
            workers.execute(() -> work(request, parsed, bound));
        } catch (RejectedExecutionException closing) {
            bound.release();
            send(request, Answer.of(Failure.unavailable("the server is shutting down")));
        }
    }

    private static String text(@Nullable String header) {
        return header == null ? "" : header;
    }

    private static Caller caller(HttpServerRequest request) {
        try {
            if (request.sslSession() != null && request.sslSession().getPeerCertificates()[0] instanceof X509Certificate leaf)
                return Caller.of(leaf);
        } catch (SSLPeerUnverifiedException none) {
            // no client certificate
        }
        return new Caller.Anonymous();
    }

    private void work(HttpServerRequest request, ApiRequest parsed, Semaphore bound) {
        Outcome outcome;
        try {
            outcome = outcome(parsed);
        } finally {
            bound.release();
        }
        switch (outcome) {
            case Outcome.Whole whole -> send(request, whole.answer());
            case Outcome.Streamed streamed -> stream(request, streamed.stream());
        }
    }

    /** The one place where failures become answers. */
    private Outcome outcome(ApiRequest parsed) {
        try {
            return api.perform(parsed);
        } catch (FailureException refused) {
            return new Outcome.Whole(Answer.of(refused.failure()));
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return new Outcome.Whole(Answer.of(Failure.unavailable("the server is shutting down")));
        } catch (RuntimeException fault) {
            LOG.error("request failed, method={} path={} caller={}", parsed.method(), parsed.path(), parsed.caller().name(), fault);
            return new Outcome.Whole(Answer.of(Failure.internal("see the server's log")));
        }
    }

    private static void send(HttpServerRequest request, Answer answer) {
        HttpServerResponse response = request.response();
        if (response.ended() || response.closed()) return;
        response.setStatusCode(answer.status()).putHeader(HttpHeaders.CONTENT_TYPE, answer.contentType());
        answer.headers().forEach(response::putHeader);
        for (String warning : WarningHeader.values(answer.warnings())) response.headers().add("Warning", warning);
        byte[] body = answer.body();
        if (Compression.fits(request.getHeader(HttpHeaders.ACCEPT_ENCODING), body.length)) {
            body = Compression.gzip(body);
            response.putHeader(HttpHeaders.CONTENT_ENCODING, "gzip").putHeader(HttpHeaders.VARY, "Accept-Encoding");
        }
        response.end(Buffer.buffer(body));
    }

    private void stream(HttpServerRequest request, Outcome.Stream stream) {
        if (!streamSlots.tryAcquire()) {
            stream.close();
            send(request, Answer.of(Failure.tooManyRequests()));
            return;
        }
        streams.add(stream);
        HttpServerResponse response = request.response();
        try {
            response.closeHandler(gone -> stream.close());
            response.exceptionHandler(broken -> stream.close());
            response.setStatusCode(200).setChunked(true).putHeader(HttpHeaders.CONTENT_TYPE, Answer.JSON)
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache, private");
            ResponseSink sink = new ResponseSink(response);
            if (sink.writeHead()) stream.run(sink);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException fault) {
            LOG.error("stream failed, path={}", request.path(), fault);
        } finally {
            stream.close();
            streams.remove(stream);
            streamSlots.release();
            if (!response.ended() && !response.closed()) response.end();
        }
    }
}
