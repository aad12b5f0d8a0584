package dev.sluice.node.source;

import dev.sluice.certs.Pem;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Calls the admin API with the node's certificate. Methods wait: for virtual threads. */
final class ApiClient implements AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration HEAD_TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_ERROR_BODY = 16_384;

    private final HttpClient calls;
    private final HttpClient streams;
    private final ApiSettings settings;

    ApiClient(Vertx vertx, ApiSettings settings) {
        this.settings = settings;
        var options = new HttpClientOptions().setSsl(true).setVerifyHost(true).setConnectTimeout((int) CONNECT_TIMEOUT.toMillis())
                .setTcpKeepAlive(true)
                .setKeepAlive(true)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(Pem.certificates(settings.authorities()))))
                .setKeyCertOptions(new PemKeyCertOptions().setCertValue(Buffer.buffer(settings.client().chainPem()))
                        .setKeyValue(Buffer.buffer(settings.client().keyPem())));
        this.calls = vertx.createHttpClient(options);
        // The stream has a connection of its own, never one that a call left behind.
        this.streams = vertx.createHttpClient(new HttpClientOptions(options).setKeepAlive(false));
    }

    /** An answer whose body is a stream of lines, or a short one. */
    sealed interface Answer {
        record Stream(LineStream lines) implements Answer {}

        record Short(int status, String body) implements Answer {}
    }

    Answer open(String path) throws ApiException, InterruptedException {
        var request = options(HttpMethod.GET, path).putHeader("Accept", "application/json");
        Future<Answer> answer = streams.request(request).compose(sent -> sent.send()).compose(response -> {
            if (response.statusCode() == 200) return Future.succeededFuture(new Answer.Stream(new LineStream(response)));
            return body(response).map(text -> new Answer.Short(response.statusCode(), text));
        });
        return await(answer);
    }

    /** @return the status of the answer and its body, cut to what a log line bears */
    Answer.Short get(String path) throws ApiException, InterruptedException {
        return await(calls.request(options(HttpMethod.GET, path).putHeader("Accept", "application/json")).compose(sent -> sent.send())
                .compose(response -> body(response).map(text -> new Answer.Short(response.statusCode(), text))));
    }

    /** As {@link #get}. */
    Answer.Short patch(String path, Buffer mergePatch) throws ApiException, InterruptedException {
        var request = options(HttpMethod.PATCH, path).putHeader("Content-Type", "application/merge-patch+json").putHeader("Accept",
                "application/json");
        return await(calls.request(request).compose(sent -> sent.send(mergePatch))
                .compose(response -> body(response).map(text -> new Answer.Short(response.statusCode(), text))));
    }

    private RequestOptions options(HttpMethod method, String path) {
        return new RequestOptions().setMethod(method).setHost(settings.server().getHost()).setPort(settings.port()).setSsl(true)
                .setURI(path)
                .putHeader("User-Agent", "sluice-node/" + settings.instance());
    }

    private static Future<String> body(HttpClientResponse response) {
        return response.body().map(body -> body.getString(0, Math.min(body.length(), MAX_ERROR_BODY)));
    }

    private static <T> T await(Future<T> future) throws ApiException, InterruptedException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(HEAD_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ApiException("no answer within " + HEAD_TIMEOUT.toSeconds() + " s", e);
        } catch (ExecutionException e) {
            throw new ApiException(inWords(e.getCause() == null ? e : e.getCause()), e);
        }
    }

    /** What a handshake failed of stands in the causes. */
    private static String inWords(Throwable failure) {
        var words = new StringBuilder();
        for (Throwable one = failure; one != null && words.length() < 500; one = one.getCause()) {
            String text = one.getMessage() == null ? one.getClass().getSimpleName() : one.getMessage();
            if (words.indexOf(text) < 0) words.append(words.isEmpty() ? "" : ": ").append(text);
        }
        return words.toString();
    }

    @Override
    public void close() {
        calls.close();
        streams.close();
    }

    /** The API could not be reached or broke off. */
    static final class ApiException extends Exception {
        ApiException(String message) {
            super(message);
        }

        ApiException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
