package dev.sluice.dataplane.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnClockTest {
    @Test
    void shouldTellOneTimeInATurnAndTheNewOneInTheNext() {
        var channel = new EmbeddedChannel();
        channel.freezeTime();
        TurnClock clock = TurnClock.of(channel.eventLoop());
        long first = clock.nanos();

        channel.advanceTimeBy(5, TimeUnit.MILLISECONDS);
        assertThat(clock.nanos()).isEqualTo(first);

        channel.runPendingTasks();
        assertThat(clock.nanos()).isEqualTo(first + 5_000_000);
        channel.close();
    }
}
