package dev.sluice.node.warmup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WarmUpTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(3).setPreferNativeTransport(true));

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void shouldBeAnsweredOverEveryProtocolAndLeaveNoListener(int loops) {
        int plain;
        int secure;
        try (PrivateGateway gateway = PrivateGateway.open(vertx, loops, InstantSource.system());
                Load load = Load.start(vertx, loops, gateway)) {
            plain = gateway.plainPort();
            secure = gateway.securePort();

            await().atMost(SOON).untilAsserted(() -> assertThat(load.answeredEach()).allMatch(count -> count >= 50));

            assertThat(load.failed()).isZero();
        }
        shouldBeClosed(plain);
        shouldBeClosed(secure);
    }

    private static void shouldBeClosed(int port) {
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close()).isInstanceOf(ConnectException.class);
    }

    @Test
    void shouldHoldStillAndGoOn() {
        try (PrivateGateway gateway = PrivateGateway.open(vertx, 1, InstantSource.system()); Load load = Load.start(vertx, 1, gateway)) {
            await().atMost(SOON).until(() -> load.answered() > 0);

            load.hold(true);
            var last = new AtomicLong(-1);
            await().atMost(SOON).pollInterval(Duration.ofMillis(200)).until(() -> last.getAndSet(load.answered()) == load.answered());
            long held = load.answered();
            load.hold(false);

            await().atMost(SOON).until(() -> load.answered() > held + 50);
        }
    }

    @Test
    void shouldEndInTimeWhileRealRequestsKeepComing() {
        var real = new AtomicLong();
        WarmUp warmUp = WarmUp.start(vertx, 1, Duration.ofMillis(500), real::incrementAndGet, InstantSource.system());

        assertThat(warmUp.done()).succeedsWithin(SOON);
    }

    @Test
    void shouldEndWhenItIsClosed() {
        WarmUp warmUp = WarmUp.start(vertx, 1, Duration.ofDays(1), () -> 0, InstantSource.system());

        warmUp.close();

        assertThat(warmUp.done()).succeedsWithin(SOON);
    }

    @Test
    void shouldEndWithoutAnErrorWhereItCannotWork() throws Exception {
        var closed = Vertx.vertx();
        closed.close().toCompletionStage().toCompletableFuture().get(SOON.toSeconds(), TimeUnit.SECONDS);

        assertThat(WarmUp.start(closed, 1, Duration.ofSeconds(1), () -> 0, InstantSource.system()).done()).succeedsWithin(SOON);
    }
}
