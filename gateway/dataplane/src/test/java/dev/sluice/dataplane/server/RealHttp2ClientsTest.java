package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.dataplane.tls.TestAuthority;
import dev.sluice.dataplane.tls.TestListeners;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that others wrote: h2load, nghttp and curl, towards endpoints of HTTP/1.1 and HTTP/2. */
class RealHttp2ClientsTest {
    private static final TlsMaterial MATERIAL = TestListeners.secrets(Map.of("ta", new TestAuthority("CN=servers").issue("EC", "a.test")),
            Map.of());
    private static final String TLS = """
            ---
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: tls, namespace: default}
            spec:
              selector: {istio: ingressgateway}
              servers:
              - port: {number: 443, name: https, protocol: HTTPS}
                hosts: ['*']
                tls: {mode: SIMPLE, credentialName: ta}
            """;
    @TempDir private Path folder = Path.of("");

    private static RunningGateway gateway(String protocol, int port) {
        RunningGateway gateway = RunningGateway.with(Yaml.gateway());
        gateway.apply(Yaml.gateway() + TLS + Http2ForwardingTest.service(protocol, port)
                + Yaml.routes("- route: [{destination: {host: up.test}}]").replace("[gw]", "[gw, tls]"), MATERIAL);
        return gateway;
    }

    @ParameterizedTest
    @ValueSource(strings = {"http", "https"})
    void shouldServeH2loadWithoutOneFailure(String scheme) throws Exception {
        try (var upstream = Http2Upstream.named("two"); var gateway = gateway("HTTP2", upstream.port())) {
            String url = scheme + "://127.0.0.1:" + gateway.port(scheme.equals("http") ? 80 : 443) + "/";

            assertThat(run("h2load", "-n", "4000", "-c", "20", "-m", "10", url))
                    .contains("4000 succeeded, 0 failed, 0 errored, 0 timeout").contains("4000 2xx, 0 3xx, 0 4xx, 0 5xx");
        }
    }

    @Test
    void shouldTakeAnUploadOfNghttp() throws Exception {
        Path body = Files.write(folder.resolve("body"), new byte[3_000_000]);
        try (var upstream = Http2Upstream.named("two"); var gateway = gateway("HTTP2", upstream.port())) {
            assertThat(run("nghttp", "-d", body.toString(), "https://127.0.0.1:" + gateway.port(443) + "/up"))
                    .contains("two POST /up 3000000");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP", "HTTP2"})
    void shouldServeCurl(String protocol) throws Exception {
        try (var one = Upstream.named("v1");
                var two = Http2Upstream.named("v1");
                var gateway = gateway(protocol, protocol.equals("HTTP") ? one.port() : two.port())) {
            String seen = "%{http_version} %{response_code}";

            assertThat(run("curl", "-sS", "--http2-prior-knowledge", "-w", seen, "http://127.0.0.1:" + gateway.port(80) + "/a"))
                    .startsWith("v1 GET /a").endsWith("2 200");
            assertThat(run("curl", "-sS", "--http2", "-k", "-d", "hello", "-w", seen, "--resolve",
                    "a.test:" + gateway.port(443) + ":127.0.0.1",
                    "https://a.test:" + gateway.port(443) + "/b")).startsWith("v1 POST /b").endsWith("2 200");
        }
    }

    private String run(String... command) throws Exception {
        Path output = folder.resolve("output");
        Process process;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        } catch (IOException missing) {
            assumeTrue(false, "SKIPPED: " + command[0] + " is not installed");
            throw missing;
        }
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(command[0] + " ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.ISO_8859_1);
    }
}
