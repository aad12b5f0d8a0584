package dev.sluice.node;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Says in time that certificates end: 30 and 14 days before, daily in the last week, and daily once they are over. Nothing is said twice at one stage; a new
 * certificate of the same name begins anew. One thread.
 */
final class ExpiryAlarm {
    private static final long FIRST_DAYS = 30;
    private static final long SECOND_DAYS = 14;
    private static final long DAILY_DAYS = 7;

    private Map<String, Said> said = Map.of();

    private record Said(Instant notAfter, long stage) {}

    /** @param expired it is over already */
    record Alarm(String name, boolean expired, String words) {}

    /**
     * What is to be said now.
     *
     * @param ends by name, when certificates end
     */
    List<Alarm> due(Map<String, Instant> ends, Instant now) {
        var next = new HashMap<String, Said>();
        var alarms = new ArrayList<Alarm>();
        new TreeMap<>(ends).forEach((name, notAfter) -> {
            long days = Math.floorDiv(Duration.between(now, notAfter).toMillis(), Duration.ofDays(1).toMillis());
            if (days >= FIRST_DAYS) return;
            var stage = new Said(notAfter, days >= SECOND_DAYS ? FIRST_DAYS : days >= DAILY_DAYS ? SECOND_DAYS : days);
            next.put(name, stage);
            if (!stage.equals(said.get(name))) alarms.add(alarm(name, notAfter, days));
        });
        said = next;
        return alarms;
    }

    private static Alarm alarm(String name, Instant notAfter, long days) {
        if (days < 0) return new Alarm(name, true, "expired at " + notAfter + " and is still served; clients refuse it: renew it");
        String left = days == 0 ? "less than a day" : days + (days == 1 ? " day" : " days");
        return new Alarm(name, false, "ends in " + left + ", at " + notAfter + ": renew it");
    }
}
