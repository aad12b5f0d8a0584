package dev.sluice.dataplane.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.dataplane.exchange.ExchangeRecord;
import dev.sluice.dataplane.exchange.RefusedConnection;
import dev.sluice.resources.Kind;
import dev.sluice.resources.ObjectRef;
import dev.sluice.rules.model.Provenance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessLogTest {
    private final ObjectMapper json = new ObjectMapper();

    @TempDir Path folder;

    @Test
    void shouldWriteIstiosKeysAndOurs() throws IOException {
        // Given
        Path file = folder.resolve("access.log");
        var log = AccessLog.file(file, LineFormat.JSON);

        // When
        log.log("ingress", record("/a?b=1", "agent"));
        log.close();

        // Then
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(1);
        JsonNode line = json.readTree(lines.getFirst());
        assertThat(line.properties()).extracting(e -> e.getKey())
                .startsWith("start_time", "method", "path", "protocol", "response_code", "response_flags").contains(
                        "response_code_details", "connection_termination_details", "upstream_transport_failure_reason", "bytes_received",
                        "bytes_sent", "duration",
                        "upstream_service_time", "x_forwarded_for", "user_agent", "request_id", "authority", "upstream_host",
                        "upstream_cluster",
                        "upstream_local_address", "downstream_local_address", "downstream_remote_address", "requested_server_name",
                        "route_name", "node", "listener",
                        "host", "virtual_service", "rule", "route", "cluster", "endpoint", "flag", "attempts", "revision", "timings");
        assertThat(line.get("start_time").asText()).isEqualTo("2026-01-02T03:04:05.678Z");
        assertThat(line.get("path").asText()).isEqualTo("/a?b=1");
        assertThat(line.get("response_code").asInt()).isEqualTo(503);
        assertThat(line.get("flag").asText()).isEqualTo("UF");
        assertThat(line.get("duration").asLong()).isEqualTo(12);
        assertThat(line.get("timings").get("total").decimalValue()).isEqualByComparingTo("12.345");
        assertThat(line.get("timings").get("upstream").isNull()).isTrue();
        assertThat(line.get("requested_server_name").isNull()).isTrue();
        assertThat(line.get("node").asText()).isEqualTo("ingress");
        assertThat(line.get("virtual_service").asText()).isEqualTo("mall/shop");
        assertThat(line.get("rule").asText()).isEqualTo("spec.http[2].match[0]");
    }

    @Test
    void shouldWriteIstiosDefaultLineAsText() throws IOException {
        // Given
        Path file = folder.resolve("access.log");
        var log = AccessLog.file(file, LineFormat.TEXT);

        // When
        log.log("ingress", record("/a", "agent \"x\" \n[forged]"));
        log.close();

        // Then
        assertThat(Files.readString(file))
                .isEqualTo("[2026-01-02T03:04:05.678Z] \"GET /a HTTP/1.1\" 503 UF upstream_reset - \"-\" 1 2 12 - \"10.0.0.9\""
                        + " \"agent \\x22x\\x22 \\x0a[forged]\" \"id-1\" \"shop.example.com\" \"127.0.0.1:9\" outbound|80||shop - - 127.0.0.1:5555 - named"
                        + " attempts=1 revision=7 node=ingress listener=80 host=shop.example.com rule=mall/shop:spec.http[2].match[0]\n");
    }

    @Test
    void shouldWriteAConnectionWithoutARequestAsEnvoyDoes() throws IOException {
        // Given
        Path file = folder.resolve("access.log");
        var log = AccessLog.file(file, LineFormat.TEXT);
        var node = new NodeTelemetry("ingress", log, 10);

        // When
        node.refused(new RefusedConnection(Instant.parse("2026-01-02T03:04:05.678Z"), "443", "a.example.com", "192.0.2.1:5555",
                "NR", "filter_chain_not_found"));
        log.close();

        // Then
        assertThat(Files.readString(file)).isEqualTo("[2026-01-02T03:04:05.678Z] \"- - -\" 0 NR filter_chain_not_found - \"-\" 0 0 0 -"
                + " \"-\" \"-\" \"-\" \"-\" \"-\" - - - 192.0.2.1:5555 a.example.com -"
                + " attempts=0 revision=0 node=ingress listener=443 host=- rule=-\n");
    }

    @Test
    void shouldNotLetAClientForgeALineOrATerminalCommand() throws IOException {
        // Given
        Path file = folder.resolve("access.log");
        var log = AccessLog.file(file, LineFormat.JSON);
        String nasty = "a\r\n{\"forged\":1}\u001b[2J\u0000\u007f\u009b31m\"\\\u2028é\ud83d\ude00\ud83d";

        // When
        log.log("ingress", record("/" + nasty, nasty));
        log.close();

        // Then
        byte[] bytes = Files.readAllBytes(file);
        String text = Files.readString(file);
        assertThat(text.lines()).hasSize(1);
        for (byte one : bytes) assertThat(one == '\n' || (one & 0xff) >= 0x20 && one != 0x7f).isTrue();
        assertThat(text).doesNotContain("\u009b", "\u2028");
        assertThat(json.readTree(text).get("user_agent").asText()).isEqualTo(nasty);
    }

    @Test
    void shouldGoOnInANewFileAfterRotation() throws IOException {
        // Given
        Path file = folder.resolve("access.log");
        Path rotated = folder.resolve("access.log.1");
        var log = AccessLog.file(file, LineFormat.JSON);
        log.log("ingress", record("/first", ""));
        await().until(() -> log.written() == 1);
        Files.move(file, rotated);

        // When
        log.reopen();
        await().until(() -> Files.exists(file));
        log.log("ingress", record("/second", ""));
        log.close();

        // Then
        assertThat(Files.readString(rotated)).contains("/first").doesNotContain("/second");
        assertThat(Files.readString(file)).contains("/second").doesNotContain("/first");
    }

    @Test
    void shouldLoseNoLineOfManyThreadsWithinItsBoundAndCountTheRest() throws Exception {
        // Given
        Path file = folder.resolve("access.log");
        var log = AccessLog.file(file, LineFormat.JSON);
        int threads = 4;
        int each = 25_000;
        var go = new CountDownLatch(1);

        // When
        var all = new java.util.ArrayList<Thread>();
        for (int t = 0; t < threads; t++) {
            all.add(Thread.ofPlatform().start(() -> {
                try {
                    go.await();
                } catch (InterruptedException e) {
                    return;
                }
                for (int i = 0; i < each; i++) log.log("n", record("/x", ""));
            }));
        }
        go.countDown();
        for (Thread one : all) one.join();
        log.close();

        // Then
        long lines;
        try (var text = Files.lines(file)) {
            lines = text.count();
        }
        assertThat(lines).isEqualTo(log.written());
        assertThat(log.written() + log.dropped()).isEqualTo((long) threads * each);
        assertThat(log.written()).isPositive();
    }

    @Test
    void shouldCountWhatItDropsInsteadOfHoldingTheCaller() throws IOException {
        // Given a full ring: nobody writes any more
        Path file = folder.resolve("access.log");
        var log = AccessLog.file(file, LineFormat.JSON);
        log.close();

        // When
        log.log("n", record("/late", ""));

        // Then
        assertThat(log.dropped()).isEqualTo(1);
        assertThat(Files.readString(file)).isEmpty();
    }

    @Test
    void shouldCutWhatAClientSendsTooLong() throws IOException {
        // Given
        Path file = folder.resolve("access.log");
        var log = AccessLog.file(file, LineFormat.JSON);

        // When
        log.log("n", record("/" + "x".repeat(10_000), ""));
        log.close();

        // Then
        assertThat(json.readTree(Files.readString(file)).get("path").asText()).hasSize(2_048).endsWith("...");
    }

    static ExchangeRecord record(String path, String agent) {
        return new ExchangeRecord(Instant.parse("2026-01-02T03:04:05.678901Z"), "80", "shop.example.com", "named",
                new Provenance(new ObjectRef(Kind.VIRTUAL_SERVICE, "mall", "shop"), "spec.http[2].match[0]"), "outbound|80||shop",
                "127.0.0.1:9", "UF",
                "upstream_reset", 503, 1, 2, 1, 7, 12_345_678, -1, "GET", "shop.example.com", path, "HTTP/1.1", false, "", "127.0.0.1:5555",
                "id-1", agent,
                "10.0.0.9");
    }
}
