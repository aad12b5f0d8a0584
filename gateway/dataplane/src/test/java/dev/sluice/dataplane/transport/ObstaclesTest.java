package dev.sluice.dataplane.transport;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObstaclesTest {
    private static final String FAILED = "failed to create io_uring ring fd: ";

    @ParameterizedTest
    @CsvSource({"'', seccompProfile", "0, seccompProfile", "1, kernel.io_uring_group", "2, set it to 0"})
    void shouldSayWhoForbidsIoUringAndHowToMendIt(String sysctl, String remedy) {
        assertThat(Obstacles.ofIoUring(new RuntimeException(FAILED + "Operation not permitted"), sysctl))
                .startsWith(FAILED + "Operation not permitted (").contains(remedy);
        assertThat(Obstacles.ofIoUring(new RuntimeException(FAILED + "Permission denied"), sysctl)).contains(remedy);
    }

    @Test
    void shouldSayThatAKernelHasNone() {
        assertThat(Obstacles.ofIoUring(new RuntimeException(FAILED + "Function not implemented"), ""))
                .contains("built without io_uring");
    }

    @Test
    void shouldGiveTheFirstCauseOfWhatItDoesNotKnow() {
        assertThat(Obstacles.ofIoUring(new RuntimeException("outer", new UnsatisfiedLinkError("no such library")), "0"))
                .isEqualTo("no such library");
        assertThat(Obstacles.of(new IllegalStateException())).isEqualTo("java.lang.IllegalStateException");
        assertThat(Obstacles.of(null)).isEmpty();
        assertThat(Obstacles.ofIoUring(null, "2")).isEmpty();
    }
}
