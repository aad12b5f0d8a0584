package dev.sluice.admin.table;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;

/** Ages as kubectl prints them: two units at most, the finer one only while the coarser is small. */
final class Age {
    private Age() {}

    static String of(String timestamp, Instant now) {
        try {
            return text(Duration.between(Instant.parse(timestamp), now).toSeconds());
        } catch (DateTimeException noTime) {
            return "<unknown>";
        }
    }

    private static String text(long seconds) {
        if (seconds < -1) return "<invalid>";
        if (seconds < 0) return "0s";
        if (seconds < 120) return seconds + "s";
        long minutes = seconds / 60;
        if (minutes < 10) return pair(minutes, "m", seconds % 60, "s");
        if (minutes < 180) return minutes + "m";
        long hours = minutes / 60;
        if (hours < 8) return pair(hours, "h", minutes % 60, "m");
        if (hours < 48) return hours + "h";
        long days = hours / 24;
        if (days < 8) return pair(days, "d", hours % 24, "h");
        if (days < 365 * 2) return days + "d";
        return days < 365 * 8 ? pair(days / 365, "y", days % 365, "d") : days / 365 + "y";
    }

    private static String pair(long coarse, String coarseUnit, long fine, String fineUnit) {
        return fine == 0 ? coarse + coarseUnit : coarse + coarseUnit + fine + fineUnit;
    }
}
