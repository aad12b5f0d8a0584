package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.http2.Http2Error;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Clients that cancel much share upstream connections with others. The endpoints here are Netty's HTTP/2 servers as they come: they end a connection, and all that
 * runs on it, beyond 200 RST_STREAM within 30 s.
 */
class ManyCancelsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** What our own door bears of one client connection is the same: each of these stays below. */
    private static final int PER_CLIENT = 150;

    private static Http2Upstream endpoint() {
        return new Http2Upstream(stream -> {
            if (stream.field(":path").equals("/ok")) stream.reply("ok");
        });
    }

    /** Opens {@code atOnce} streams, cancels them all when the endpoint knows them, and so on. */
    private static void cancel(Http2Upstream upstream, int port, int atOnce) {
        try (var client = new Http2Client(port)) {
            for (int done = 0; done < PER_CLIENT; done += atOnce) {
                int before = upstream.streams().size();
                var calls = new ArrayList<Http2Client.Call>();
                for (int i = 0; i < atOnce; i++) calls.add(client.get("/cancelled"));
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(() -> upstream.streams().size() == before + atOnce);
                for (var call : calls) call.reset(Http2Error.CANCEL);
                await().atMost(PATIENCE).pollInterval(Duration.ofMillis(2)).until(
                        () -> upstream.streams().subList(before, before + atOnce).stream().allMatch(stream -> stream.reset() >= 0));
            }
        }
    }

    @Test
    void shouldHarmNobodyElseWhoSharesTheEndpoint() throws Exception {
        harmNobody(5, "");
    }

    @Test
    void shouldHarmNobodyElseThoughWholeConnectionsAreCancelledAtOnce() throws Exception {
        harmNobody(75, "");
    }

    @Test
    void shouldHarmNobodyElseThoughOneConnectionIsAllowed() throws Exception {
        harmNobody(25, """
                ---
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: dr, namespace: default}
                spec:
                  host: up.test
                  trafficPolicy: {connectionPool: {tcp: {maxConnections: 1}}}
                """);
    }

    private static void harmNobody(int atOnce, String rule) throws Exception {
        try (var upstream = endpoint();
                var gateway = RunningGateway.with(Http2ForwardingTest.all("HTTP2", upstream.port()) + rule);
                var honest = new Http2Client(gateway.port(80));
                var other = new Http2Client(gateway.port(80))) {
            List<Http2Client.Call> held = new ArrayList<>();
            var heldAbove = new ArrayList<Http2Upstream.Stream>();
            for (int round = 0; round < 6; round++) {
                // On each of the connections that come and go somebody honest waits for a long answer.
                for (var client : List.of(honest, other)) {
                    int before = upstream.streams().size();
                    held.add(client.get("/held"));
                    await().atMost(PATIENCE).until(() -> upstream.streams().size() == before + 1);
                    heldAbove.add(upstream.last());
                    assertThat(client.get("/ok").awaitEnd().text()).isEqualTo("ok");
                }
                cancel(upstream, gateway.port(80), atOnce);
            }
            for (var stream : heldAbove) stream.run(() -> stream.reply("whole"));
            for (var call : held) assertThat(call.awaitEnd().text()).isEqualTo("whole");

            assertThat(upstream.connections()).isBetween(6 * PER_CLIENT / 190, 40);
            // Those that were left have ended with their last stream.
            await().atMost(PATIENCE).until(() -> upstream.openConnections() <= 2);
            assertThat(gateway.records()).noneMatch(record -> record.flag().contains("UC") || record.flag().contains("UR"));
        }
    }
}
