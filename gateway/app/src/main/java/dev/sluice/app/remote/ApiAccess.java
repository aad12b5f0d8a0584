package dev.sluice.app.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.app.cli.Failure;
import dev.sluice.node.source.ApiSettings;
import dev.sluice.node.source.Kubeconfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Calls an admin API with what a kubeconfig says. Methods wait. */
public final class ApiAccess implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI server;
    private final HttpClient client;

    private ApiAccess(URI server, HttpClient client) {
        this.server = server;
        this.client = client;
    }

    /** What the API said. */
    public record Answer(int status, JsonNode body) {
        public boolean isSuccess() { return status / 100 == 2; }

        /** The message of a Kubernetes Status, or what there is of one. */
        public String message() {
            return body.path("message").asText("HTTP " + status);
        }
    }

    public static ApiAccess with(Path kubeconfig) {
        try {
            ApiSettings settings = Kubeconfig.read(kubeconfig);
            HttpClient client = HttpClient.newBuilder().sslContext(context(settings)).connectTimeout(TIMEOUT).build();
            return new ApiAccess(settings.server(), client);
        } catch (IOException e) {
            throw new Failure("kubeconfig: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new Failure("kubeconfig " + kubeconfig + ": its certificates cannot be used: " + e.getMessage(), e);
        }
    }

    private static SSLContext context(ApiSettings settings) throws IOException, GeneralSecurityException {
        KeyStore trust = KeyStore.getInstance("PKCS12");
        trust.load(null, null);
        int count = 0;
        for (X509Certificate root : settings.authorities()) trust.setCertificateEntry("root-" + count++, root);
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(trust);
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry("own", settings.client().key(), new char[0], settings.client().chain().toArray(X509Certificate[]::new));
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, new char[0]);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    public URI server() {
        return server;
    }

    public Answer get(String path) {
        return send(HttpRequest.newBuilder(server.resolve(path)).GET());
    }

    /** @param method POST or PUT */
    public Answer send(String method, String path, JsonNode body) {
        return send(HttpRequest.newBuilder(server.resolve(path)).header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(body.toString())));
    }

    private Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<byte[]> answer = client.send(request.header("Accept", "application/json").timeout(TIMEOUT).build(),
                    BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), JSON.readTree(answer.body()));
        } catch (IOException e) {
            throw new Failure("the admin API at " + server + " cannot be asked: " + inWords(e), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Failure("interrupted", e);
        }
    }

    /** The client leaves some of its exceptions without a message. */
    private static String inWords(IOException failure) {
        return switch (failure) {
            case HttpTimeoutException late -> "no answer within " + TIMEOUT.toSeconds() + " s";
            case ConnectException refused -> "nothing listens there; is 'sluice up' or 'sluice admin' running?";
            default -> failure.getMessage() == null ? failure.toString() : failure.getMessage();
        };
    }

    @Override
    public void close() {
        client.close();
    }
}
