package dev.sluice.app.options;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations as operators write them: {@code 5s}, {@code 500ms}, {@code 2m}, {@code 1h}; a bare number is seconds. */
public final class Seconds implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d{1,9})(ms|s|m|h)?");

    @Override
    public Duration convert(String text) {
        Matcher form = FORM.matcher(text.strip());
        if (!form.matches())
            throw new TypeConversionException("'" + text + "' is no duration: expected a number with ms, s, m or h, as 5s");
        long amount = Long.parseLong(form.group(1));
        return switch (form.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            case null, default -> Duration.ofSeconds(amount);
        };
    }

    /** The same, or {@code off} for zero. */
    public static final class OrOff implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return text.strip().equals("off") ? Duration.ZERO : new Seconds().convert(text);
        }
    }
}
