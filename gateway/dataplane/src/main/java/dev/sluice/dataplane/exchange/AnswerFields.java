package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.Headers;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The fields that every answer carries. */
final class AnswerFields {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);
    private static volatile Dated last = new Dated(Long.MIN_VALUE, "");

    /** A second since 1970 as HTTP writes it. */
    private record Dated(long second, String text) {}

    private AnswerFields() {}

    static void write(Headers headers, String server, InstantSource clock) {
        if (!server.isEmpty()) headers.set("server", server);
        if (!headers.contains("date")) headers.add("date", date(clock.instant()));
    }

    private static String date(Instant now) {
        Dated known = last;
        if (known.second != now.getEpochSecond()) {
            known = new Dated(now.getEpochSecond(), DATE.format(now));
            last = known;
        }
        return known.text;
    }
}
