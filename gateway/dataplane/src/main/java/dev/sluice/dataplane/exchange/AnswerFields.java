package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.Headers;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The fields that every answer carries. */
final class AnswerFields {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US)
            .withZone(ZoneOffset.UTC);

    private AnswerFields() {}

    static void write(Headers headers, String server, Instant now) {
        if (!server.isEmpty()) headers.set("server", server);
        if (!headers.contains("date")) headers.add("date", DATE.format(now));
    }
}
