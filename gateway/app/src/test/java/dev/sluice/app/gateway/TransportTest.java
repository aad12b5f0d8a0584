package dev.sluice.app.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.app.Main;
import dev.sluice.app.process.SluiceProcess;
import io.netty.channel.uring.IoUring;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportTest {
    private static final String CONFIG = """
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: edge, namespace: default}
            spec:
              selector: {istio: ingressgateway}
              servers:
              - {port: {number: 80, name: http, protocol: HTTP}, hosts: ['*']}
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: all, namespace: default}
            spec:
              hosts: ['*']
              gateways: [edge]
              http: [{directResponse: {status: 200, body: {string: served}}}]
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;
    private final HttpClient client = HttpClient.newHttpClient();

    private String get(int port, String path) throws Exception {
        return client.send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(), BodyHandlers.ofString()).body();
    }

    /** Starts it with these options and returns what it said on standard error. */
    private String servesBy(String transport, Class<?> main, String... options) throws Exception {
        int http = SluiceProcess.freePort();
        int status = SluiceProcess.freePort();
        Path config = Files.writeString(folder.resolve("config.yaml"), CONFIG);
        var arguments = new ArrayList<>(List.of("gateway", "--config", config.toString(), "--role", "ingress", "--labels",
                "istio=ingressgateway", "--bind", "127.0.0.1", "--port-map", "80=" + http, "--status-port", Integer.toString(status),
                "--access-log", "off", "--drain-delay", "0s"));
        arguments.addAll(List.of(options));
        try (var node = SluiceProcess.start(folder, "node", main, arguments)) {
            node.awaitReady();

            assertThat(node.out()).contains("transport   " + transport + "\n");
            assertThat(get(http, "/")).isEqualTo("served");
            assertThat(get(status, "/metrics")).contains("sluice_transport_info{transport=\"" + transport + "\"} 1");
            node.signal("TERM");
            assertThat(node.exit()).isZero();
            return node.err();
        }
    }

    @ParameterizedTest
    @CsvSource({"auto, epoll", "nio, nio"})
    void shouldServeByTheTransportThatWasAskedFor(String wish, String transport) throws Exception {
        assertThat(servesBy(transport, Main.class, "--transport", wish)).doesNotContain("WARN");
    }

    @Test
    void shouldServeByIoUringWhereTheKernelAllowsIt() throws Exception {
        assumeThat(IoUring.unavailabilityCause()).as("io_uring on this machine").isNull();

        assertThat(servesBy("io_uring", Main.class, "--transport", "io_uring")).doesNotContain("WARN");
    }

    @Test
    void shouldServeByEpollAndSayWhyWhereASandboxForbidsIoUring() throws Exception {
        assertThat(servesBy("epoll", WithoutIoUring.class, "--transport", "io_uring")).containsOnlyOnce("WARN")
                .contains("serving by epoll instead of io_uring", "Operation not permitted", "seccompProfile");
    }
}
