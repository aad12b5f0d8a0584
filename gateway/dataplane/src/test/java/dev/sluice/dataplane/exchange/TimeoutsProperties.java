package dev.sluice.dataplane.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TimeoutsProperties {
    private static final long LATE = 3_200_000; // two ticks and the turn in which it is seen

    /** @param delay nanoseconds; 0 takes back */
    private record Step(int which, long delay, long pause) {}

    private static final class Probe extends Timeouts.Timeout {
        private final EmbeddedChannel channel;
        private final List<Long> ranOut = new ArrayList<>();

        Probe(EmbeddedChannel channel) {
            this.channel = channel;
        }

        @Override
        void ranOut() {
            ranOut.add(channel.eventLoop().ticker().nanoTime());
        }
    }

    @Property(tries = 300)
    void shouldRunOutOnceSoonAfterItsTimeAndNeverWhenTakenBack(@ForAll("steps") List<Step> steps) {
        var channel = new EmbeddedChannel();
        channel.freezeTime();
        var timeouts = new Timeouts(channel.eventLoop());
        var probes = new Probe[8];
        var due = new long[8];
        for (int i = 0; i < probes.length; i++) probes[i] = new Probe(channel);
        for (Step step : steps) {
            Probe probe = probes[step.which];
            if (step.delay == 0) timeouts.cancel(probe);
            else
                timeouts.set(probe, step.delay);
            due[step.which] = step.delay == 0 ? 0 : channel.eventLoop().ticker().nanoTime() + step.delay;
            pass(channel, step.pause, probes, due);
        }
        pass(channel, 10_000_000_000L, probes, due);

        for (int i = 0; i < probes.length; i++) assertThat(due[i]).as("timeout %d has run out or was taken back", i).isZero();
        channel.close();
    }

    /** Lets time pass in small pieces and looks what ran out in each. */
    private static void pass(EmbeddedChannel channel, long nanos, Probe[] probes, long[] due) {
        long left = nanos;
        while (left > 0) {
            long piece = Math.min(left, 1_000_000);
            channel.advanceTimeBy(piece, TimeUnit.NANOSECONDS);
            channel.runScheduledPendingTasks();
            left -= piece;
            long now = channel.eventLoop().ticker().nanoTime();
            for (int i = 0; i < probes.length; i++) {
                if (probes[i].ranOut.isEmpty()) {
                    assertThat(due[i] == 0 || now - due[i] < LATE).as("timeout %d is late", i).isTrue();
                    continue;
                }
                assertThat(probes[i].ranOut).as("timeout %d runs out once, and was set", i).hasSize(1);
                assertThat(due[i]).isNotZero();
                assertThat(probes[i].ranOut.getFirst()).isGreaterThanOrEqualTo(due[i]);
                probes[i].ranOut.clear();
                due[i] = 0;
            }
        }
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Long> delay = Arbitraries.oneOf(Arbitraries.longs().between(1, 20_000_000),
                Arbitraries.longs().between(900_000_000, 1_200_000_000),
                Arbitraries.longs().between(1, 9_000_000_000L), Arbitraries.just(0L));
        Arbitrary<Long> pause = Arbitraries.oneOf(Arbitraries.just(0L), Arbitraries.longs().between(0, 5_000_000),
                Arbitraries.longs().between(0, 1_500_000_000));
        return Combinators.combine(Arbitraries.integers().between(0, 7), delay, pause).as(Step::new).list().ofMaxSize(12);
    }
}
