package dev.sluice.rules.compile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resources.VirtualService.Delay;
import dev.sluice.resources.VirtualService.DelayKind;
import dev.sluice.resources.VirtualService.HttpFault;
import dev.sluice.resources.VirtualService.Percent;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FaultsTest {
    @ParameterizedTest(name = "{0} percent is {1} of a million")
    @CsvSource({"0,0", "1,10000", "100,1000000", "101,1000000", "300,1000000", "2147483647,1000000", "-1,0", "-2147483648,0"})
    void shouldTakeTheOlderPercentForNoneToAll(int percent, int ppm) {
        var fault = Faults.of(new HttpFault(new Delay(new DelayKind.Fixed(Duration.ofSeconds(1)), percent, null), null));

        assertThat(Objects.requireNonNull(fault).delayPpm()).isEqualTo(ppm);
    }

    @ParameterizedTest(name = "{0} percent is {1} of a million")
    @CsvSource({"0.0001,1", "0.00019,1", "33.3333,333333", "100,1000000", "250,1000000", "-3,0", "NaN,0"})
    void shouldCutOffWhatIsFinerThanAMillionth(double percent, int ppm) {
        assertThat(Faults.ppm(new Percent(percent))).isEqualTo(ppm);
    }
}
