package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.Field;
import dev.sluice.dataplane.http.FieldName;
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
    private static final FieldName DATE_NAME = FieldName.of("date");
    private static final FieldName SERVER = FieldName.of("server");
    private static final FieldName SERVICE_TIME = FieldName.of("x-envoy-upstream-service-time");
    private static final Field[] SERVICE_TIMES = new Field[64];
    static {
        for (int i = 0; i < SERVICE_TIMES.length; i++) SERVICE_TIMES[i] = Field.of(SERVICE_TIME, Integer.toString(i));
    }

    private static volatile Dated date = new Dated(Long.MIN_VALUE, Field.of(DATE_NAME, ""));
    private static volatile Named server = new Named("", Field.of(SERVER, ""));

    /** A second since 1970 as HTTP writes it. */
    private record Dated(long second, Field field) {}

    private record Named(String name, Field field) {}

    private AnswerFields() {}

    static void write(Headers headers, String serverName, InstantSource clock) {
        if (!serverName.isEmpty()) headers.set(named(serverName));
        if (!headers.contains("date")) headers.add(dated(clock.instant()));
    }

    /** @param millis from the first attempt to the head of the response */
    static void serviceTime(Headers headers, long millis) {
        if (millis < SERVICE_TIMES.length) headers.set(SERVICE_TIMES[(int) millis]);
        else
            headers.set(SERVICE_TIME, Long.toString(millis));
    }

    private static Field dated(Instant now) {
        Dated known = date;
        if (known.second != now.getEpochSecond()) {
            known = new Dated(now.getEpochSecond(), Field.of(DATE_NAME, DATE.format(now)));
            date = known;
        }
        return known.field;
    }

    /** Listeners of one process mostly have one name. */
    private static Field named(String name) {
        Named known = server;
        if (!known.name.equals(name)) {
            known = new Named(name, Field.of(SERVER, name));
            server = known;
        }
        return known.field;
    }
}
