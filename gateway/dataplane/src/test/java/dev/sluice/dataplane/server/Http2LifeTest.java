package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of HTTP/2 connections and streams when the configuration, the endpoints or the node go. */
@Tag("transport")
class Http2LifeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void shouldDrainInTwoStepsAndEndEveryStreamWhole() throws Exception {
        try (var upstream = new Http2Upstream(stream -> {
            if (!stream.field(":path").equals("/hold")) stream.reply("ok");
        }); var gateway = new RunningGateway(Duration.ofMillis(100), Duration.ofSeconds(30))) {
            gateway.apply(Http2ForwardingTest.all("HTTP2", upstream.port()));
            try (var client = new Http2Client(gateway.port(80)); var idle = new Http2Client(gateway.port(80))) {
                var held = client.get("/hold");
                idle.get("/").awaitEnd();
                await().until(() -> upstream.streams().size() == 2);
                var drained = gateway.dataPlane().drain().toCompletableFuture();
                await().atMost(PATIENCE).until(() -> client.goAways().size() == 2);

                assertThat(client.goAways().getFirst()).isEqualTo(Integer.MAX_VALUE);
                assertThat(client.goAways().getLast()).isLessThan(Integer.MAX_VALUE);
                await().atMost(PATIENCE).until(() -> !idle.isOpen());
                assertThat(client.isOpen()).isTrue();
                assertThat(drained).isNotDone();
                var last = upstream.streams().stream().filter(one -> one.field(":path").equals("/hold")).findFirst().orElseThrow();
                last.run(() -> last.reply("at last"));
                assertThat(held.awaitEnd().text()).isEqualTo("at last");
                assertThat(held.whole()).isTrue();
                assertThat(drained.get(20, TimeUnit.SECONDS)).isZero();
                await().atMost(PATIENCE).until(() -> !client.isOpen());
            }
        }
    }

    @Test
    void shouldSwapSnapshotsUnderStreamsOnOneConnection() throws Exception {
        try (var one = Http2Upstream.named("one");
                var two = Http2Upstream.named("two");
                var gateway = RunningGateway.with(Http2ForwardingTest.all("HTTP2", one.port()));
                var client = new Http2Client(gateway.port(80))) {
            for (int swap = 0; swap < 30; swap++) {
                var calls = new ArrayList<Http2Client.Call>();
                for (int i = 0; i < 10; i++) calls.add(client.call("POST", "/", false));
                gateway.apply(Http2ForwardingTest.all("HTTP2", (swap % 2 == 0 ? two : one).port()));
                for (var call : calls) call.send("x", true);
                for (var call : calls) {
                    assertThat(call.awaitEnd().status()).isEqualTo(200);
                    assertThat(call.text()).matches("(one|two) POST / 1");
                }
            }
            assertThat(client.isOpen()).isTrue();
            assertThat(client.goAways()).isEmpty();
            gateway.apply(Http2ForwardingTest.all("HTTP2", two.port()));
            assertThat(client.get("/").awaitEnd().text()).startsWith("two");
        }
    }

    @Test
    void shouldEndWholeWhatRunsAtAnEndpointThatIsTakenAway() throws Exception {
        try (var leaving = new Http2Upstream(stream -> {
        });
                var staying = Http2Upstream.named("staying");
                var gateway = RunningGateway.with(Http2ForwardingTest.all("HTTP2", leaving.port()));
                var client = new Http2Client(gateway.port(80))) {
            var held = client.get("/");
            await().until(() -> leaving.streams().size() == 1);
            gateway.apply(Http2ForwardingTest.all("HTTP2", staying.port()));
            for (int i = 0; i < 10; i++) assertThat(client.get("/").awaitEnd().text()).startsWith("staying");
            var stream = leaving.last();
            stream.run(() -> stream.reply("left whole"));

            assertThat(held.awaitEnd().text()).isEqualTo("left whole");
            await().atMost(PATIENCE).until(() -> leaving.openConnections() == 0);
        }
    }
}
