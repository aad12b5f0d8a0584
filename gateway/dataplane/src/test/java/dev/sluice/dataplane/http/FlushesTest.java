package dev.sluice.dataplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.DefaultEventLoop;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class FlushesTest {
    @Test
    void shouldFlushTheOthersAndGoOnThoughOneFails() throws Exception {
        EventLoop loop = new DefaultEventLoop();
        List<String> flushed = new ArrayList<>();
        try {
            loop.submit(() -> {
                Flushes flushes = Flushes.of(loop);
                flushes.plan(() -> {
                    throw new OutOfMemoryError("none left, says the test");
                });
                flushes.plan(() -> flushed.add("other"));
            }).get();
            loop.submit(() -> Flushes.of(loop).plan(() -> flushed.add("next turn's"))).get();
            loop.submit(() -> {
            }).get();

            assertThat(flushed).containsExactly("other", "next turn's");
        } finally {
            loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }
}
