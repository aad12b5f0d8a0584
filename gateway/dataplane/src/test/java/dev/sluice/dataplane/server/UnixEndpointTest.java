package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Endpoints that are a path instead of an address and port. */
@Tag("transport")
class UnixEndpointTest {
    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    private Path folder;

    private static void serve(ServerSocketChannel server) {
        try (SocketChannel one = server.accept()) {
            var head = ByteBuffer.allocate(8192);
            for (int answered = 0; answered < 2;) {
                if (one.read(head) < 0) return;
                if (!StandardCharsets.US_ASCII.decode(head.duplicate().flip()).toString().endsWith("\r\n\r\n")) continue;
                head.clear();
                one.write(ByteBuffer.wrap("HTTP/1.1 200 OK\r\ncontent-length: 4\r\n\r\nunix".getBytes(StandardCharsets.US_ASCII)));
                answered++;
            }
        } catch (IOException closed) {
            // The test ends.
        }
    }

    @Test
    void shouldReachAnEndpointThatIsAPath() throws Exception {
        Path path = folder.resolve("up.sock");
        String service = """
                ---
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: up, namespace: default}
                spec:
                  hosts: [up.test]
                  ports: [{number: 80, name: http, protocol: HTTP}]
                  resolution: STATIC
                  location: MESH_INTERNAL
                  endpoints: [{address: 'unix://%s'}]
                """.formatted(path);
        try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(path));
            Thread.ofVirtual().start(() -> serve(server));
            try (var gateway = RunningGateway.with(Yaml.gateway() + service + Yaml.routes("- route: [{destination: {host: up.test}}]"));
                    var client = new RawClient(gateway.port(80))) {
                for (int i = 0; i < 2; i++) {
                    var answer = client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n").response();

                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.body()).isEqualTo("unix");
                }
            }
        }
    }
}
