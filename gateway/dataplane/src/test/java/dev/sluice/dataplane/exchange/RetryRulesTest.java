package dev.sluice.dataplane.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.http.UpstreamFailure;
import dev.sluice.rules.model.RoutePolicy.Condition;
import dev.sluice.rules.model.RoutePolicy.Retry;
import java.time.Duration;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryRulesTest {
    private static Retry on(Condition... conditions) {
        return new Retry(3, null, Set.of(conditions), Set.of(), Duration.ofMillis(25), true, false);
    }

    @Test
    void shouldPauseUpToABoundThatDoublesWithEachRetryAndIsAtMostTenTimesTheFirst() {
        assertThat(IntStream.range(0, 6).mapToObj(earlier -> RetryRules.pause(on(), earlier, bound -> bound - 1).toMillis()))
                .containsExactly(24L, 49L, 99L, 199L, 249L, 249L);
        assertThat(RetryRules.pause(on(), 3, bound -> 0)).isEqualTo(Duration.ZERO);
    }

    @Test
    void shouldTellARefusedStreamFromOneThatWasReset() {
        var refused = new UpstreamFailure.StreamReset("e", true);
        var reset = new UpstreamFailure.StreamReset("e", false);

        assertThat(RetryRules.retries(on(Condition.REFUSED_STREAM), refused)).isTrue();
        assertThat(RetryRules.retries(on(Condition.REFUSED_STREAM), reset)).isFalse();
        assertThat(RetryRules.retries(on(Condition.RESET), reset)).isTrue();
        assertThat(RetryRules.retries(on(Condition.CONNECT_FAILURE), refused)).isFalse();
    }

    @Test
    void shouldNeverRetryWhatAnotherTryCannotMend() {
        Retry all = on(Condition.values());

        assertThat(RetryRules.retries(all, new UpstreamFailure.NoHealthyEndpoint("c"))).isFalse();
        assertThat(RetryRules.retries(all, new UpstreamFailure.NoCluster("c"))).isFalse();
        assertThat(RetryRules.retries(all, new UpstreamFailure.Overflow("c", "requests"))).isFalse();
    }
}
