package dev.sluice.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExpiryAlarmTest {
    private static final Instant END = Instant.parse("2026-06-30T12:00:00Z");

    private final ExpiryAlarm alarm = new ExpiryAlarm();

    @Test
    void shouldSayEachStageOnceAndTheLastWeekDaily() {
        assertThat(wordsAt(Duration.ofDays(31))).isEmpty();
        assertThat(wordsAt(Duration.ofDays(29))).containsExactly("ends in 29 days, at 2026-06-30T12:00:00Z: renew it");
        assertThat(wordsAt(Duration.ofDays(20))).isEmpty();
        assertThat(wordsAt(Duration.ofDays(13))).containsExactly("ends in 13 days, at 2026-06-30T12:00:00Z: renew it");
        assertThat(wordsAt(Duration.ofDays(13).minusHours(1))).isEmpty();
        assertThat(wordsAt(Duration.ofDays(6))).hasSize(1);
        assertThat(wordsAt(Duration.ofDays(6).minusHours(1))).hasSize(1);
        assertThat(wordsAt(Duration.ofDays(6).minusHours(2))).isEmpty();
        assertThat(wordsAt(Duration.ofHours(3))).containsExactly("ends in less than a day, at 2026-06-30T12:00:00Z: renew it");
    }

    @Test
    void shouldSayDailyThatOneIsOver() {
        assertThat(wordsAt(Duration.ofHours(-1))).singleElement().asString().startsWith("expired at 2026-06-30T12:00:00Z");
        assertThat(wordsAt(Duration.ofHours(-2))).isEmpty();
        assertThat(wordsAt(Duration.ofHours(-25))).hasSize(1);
    }

    @Test
    void shouldBeginAnewWithANewCertificate() {
        assertThat(wordsAt(Duration.ofDays(3))).hasSize(1);
        assertThat(alarm.due(Map.of("a", END.plus(Duration.ofDays(90))), END)).isEmpty();
        assertThat(alarm.due(Map.of("a", END.plus(Duration.ofDays(3))), END)).hasSize(1);
    }

    private List<String> wordsAt(Duration beforeTheEnd) {
        return alarm.due(Map.of("a", END), END.minus(beforeTheEnd)).stream().map(ExpiryAlarm.Alarm::words).toList();
    }
}
