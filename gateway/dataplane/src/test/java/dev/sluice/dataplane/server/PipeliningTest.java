package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Requests that a client sends ahead of their answers (RFC 9112 section 9.3.2): answered in order, taken up to a number. */
@Tag("transport")
class PipeliningTest {
    private static final int DEPTH = 32;

    private static String get(int number) {
        return "GET /" + number + " HTTP/1.1\r\nHost: a\r\n\r\n";
    }

    /** Bytes that wait in the kernel for the gateway to read them. */
    private static long unread(int gatewayPort, int clientPort) throws IOException {
        for (String table : new String[]{"tcp", "tcp6"}) {
            for (String line : Files.readAllLines(Path.of("/proc/net", table))) {
                String[] columns = line.strip().split("\\s+");
                boolean same = columns[1].endsWith(":%04X".formatted(gatewayPort)) && columns[2].endsWith(":%04X".formatted(clientPort));
                if (same) return Long.parseLong(columns[4].substring(columns[4].indexOf(':') + 1), 16);
            }
        }
        throw new IOException("no connection between " + gatewayPort + " and " + clientPort);
    }

    @Test
    void shouldLeaveInTheClientsSocketWhatIsFarAheadAndAnswerAllInOrder() throws Exception {
        var go = new CountDownLatch(1);
        try (var upstream = new Upstream((request, in, out) -> {
            awaitQuietly(go);
            Upstream.reply(out, request.line());
            return true;
        }); var gateway = RunningGateway.with(Yaml.all(upstream.port())); var client = new RawClient(gateway.port(80))) {
            client.socket().setSoTimeout(60_000);
            int port = gateway.port(80);
            int from = client.socket().getLocalPort();
            for (int i = 0; i <= DEPTH; i++) {
                client.send(get(i));
                await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(2)).until(() -> unread(port, from) == 0);
            }
            String rest = get(DEPTH + 1) + get(DEPTH + 2);
            client.send(rest);

            await().atMost(Duration.ofSeconds(20)).during(Duration.ofMillis(500)).until(() -> unread(port, from),
                    left -> left == rest.length());
            go.countDown();
            for (int i = 0; i <= DEPTH + 2; i++) assertThat(client.response().body()).isEqualTo("GET /" + i + " HTTP/1.1");
        }
    }

    @Test
    void shouldAnswerAThousandThatCameAtOnce() throws Exception {
        try (var upstream = Upstream.named("v1");
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            client.socket().setSoTimeout(60_000);
            var all = new StringBuilder();
            for (int i = 0; i < 1000; i++) {
                all.append("POST /").append(i).append(" HTTP/1.1\r\nHost: a\r\nContent-Length: 8\r\n\r\n\r\n\r\n\r\n\r\n");
            }
            client.send(all.toString());
            for (int i = 0; i < 1000; i++) assertThat(client.response().body()).startsWith("v1 POST /" + i + " HTTP/1.1");
        }
    }

    @Test
    void shouldAnswerWhatIsValidThenRefuseWhatIsNotAndClose() throws Exception {
        try (var upstream = Upstream.named("v1");
                var gateway = RunningGateway.with(Yaml.all(upstream.port()));
                var client = new RawClient(gateway.port(80))) {
            client.send(get(1) + get(2) + "GET /3 HTTP/1.1\r\nHost : a\r\n\r\n" + get(4));
            assertThat(client.response().body()).isEqualTo("v1 GET /1 HTTP/1.1");
            assertThat(client.response().body()).isEqualTo("v1 GET /2 HTTP/1.1");
            assertThat(client.response().status()).isEqualTo(400);
            assertThat(client.rest()).isEmpty();
            assertThat(upstream.requests()).hasSize(2);
        }
    }

    private static void awaitQuietly(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            throw new IOException(interrupted);
        }
    }
}
