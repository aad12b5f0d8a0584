package dev.sluice.app.up;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.certs.Pem;
import dev.sluice.node.source.ApiSettings;
import dev.sluice.node.source.Kubeconfig;
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
import io.vertx.core.net.SocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How long after a PATCH has returned its route serves, among 1,000 VirtualServices. */
@Tag("full")
class ApplyLatencyTest {
    private static final Logger LOG = LoggerFactory.getLogger(ApplyLatencyTest.class);
    private static final int SERVICES = 1_000;
    private static final int WARM_UP = 100;
    private static final int CHANGES = 500;

    @TempDir Path folder;

    @Test
    void shouldServeSoonAfterAPatchReturns() throws Exception {
        Path config = Files.writeString(folder.resolve("many.yaml"), configuration());
        Vertx vertx = Vertx.vertx();
        try (Sluice sluice = Sluice.up(folder, "--no-demo", "--bind", "127.0.0.1", "--config", config.toString())) {
            ApiSettings api = Kubeconfig.read(sluice.kubeconfig());
            HttpClient admin = vertx.createHttpClient(adminOptions(api));
            HttpClient client = vertx.createHttpClient();
            var serving = new long[CHANGES];
            var patching = new long[CHANGES];
            for (int i = -WARM_UP; i < CHANGES; i++) {
                int service = Math.floorMod(i * 37, SERVICES);
                String body = "change " + i;
                long sent = System.nanoTime();
                int status = done(patch(admin, api, service, body)).statusCode();
                long returned = System.nanoTime();
                assertThat(status).isEqualTo(200);
                while (!done(get(client, sluice.port(80), service)).equals(body)) Thread.onSpinWait();
                if (i < 0) continue;
                serving[i] = System.nanoTime() - returned;
                patching[i] = returned - sent;
            }
            LOG.info("{} VirtualServices, {} changes: {}; the PATCH itself {}", SERVICES, CHANGES, figures("returned to serving", serving),
                    figures("takes", patching));
            Arrays.sort(serving);
            assertThat(serving[CHANGES / 2]).isLessThan(TimeUnit.SECONDS.toNanos(1));
        } finally {
            vertx.close();
        }
    }

    private static String figures(String what, long[] nanos) {
        long[] sorted = nanos.clone();
        Arrays.sort(sorted);
        return what + " p50 " + sorted[sorted.length / 2] / 1_000 + " us, p99 " + sorted[sorted.length * 99 / 100] / 1_000 + " us, max "
                + sorted[sorted.length - 1] / 1_000 + " us";
    }

    private static Future<HttpClientResponse> patch(HttpClient admin, ApiSettings api, int service, String body) {
        String path = "/apis/networking.istio.io/v1/namespaces/default/virtualservices/vs-" + service;
        String patch = "{\"spec\":{\"http\":[{\"directResponse\":{\"status\":200,\"body\":{\"string\":\"" + body + "\"}}}]}}";
        return admin
                .request(new RequestOptions().setMethod(HttpMethod.PATCH).setHost(api.server().getHost()).setPort(api.server().getPort())
                        .setURI(path).putHeader("Content-Type", "application/merge-patch+json"))
                .compose(request -> request.send(patch)).compose(response -> response.body().map(response));
    }

    private static Future<String> get(HttpClient client, int port, int service) {
        return client.request(new RequestOptions().setServer(SocketAddress.inetSocketAddress(port, "127.0.0.1"))
                .setHost("h" + service + ".example.com").setPort(80).setURI("/"))
                .compose(request -> request.send()).compose(HttpClientResponse::body).map(Buffer::toString);
    }

    private static <T> T done(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static HttpClientOptions adminOptions(ApiSettings api) {
        return new HttpClientOptions().setSsl(true)
                .setTrustOptions(new PemTrustOptions().addCertValue(Buffer.buffer(Pem.certificates(api.authorities()))))
                .setKeyCertOptions(new PemKeyCertOptions().setCertValue(Buffer.buffer(api.client().chainPem()))
                        .setKeyValue(Buffer.buffer(api.client().keyPem())));
    }

    private static String configuration() {
        var text = new StringBuilder("""
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: many, namespace: default}
                spec:
                  selector: {istio: ingressgateway}
                  servers: [{port: {number: 80, name: http, protocol: HTTP}, hosts: ["*.example.com"]}]
                """);
        for (int i = 0; i < SERVICES; i++) {
            text.append("""
                    ---
                    apiVersion: networking.istio.io/v1
                    kind: VirtualService
                    metadata: {name: vs-%d, namespace: default}
                    spec:
                      hosts: [h%d.example.com]
                      gateways: [many]
                      http: [{directResponse: {status: 200, body: {string: first}}}]
                    """.formatted(i, i));
        }
        return text.toString();
    }
}
