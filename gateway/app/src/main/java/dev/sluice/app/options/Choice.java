package dev.sluice.app.options;

import dev.sluice.dataplane.telemetry.LineFormat;
import dev.sluice.dataplane.transport.TransportWish;
import java.util.Arrays;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads one of few words, in any case; an error names them as they are written. */
abstract class Choice<E extends Enum<E>> implements ITypeConverter<E> {
    private final E[] all;

    private Choice(E[] all) {
        this.all = all;
    }

    @Override
    public E convert(String text) {
        for (E one : all) {
            if (one.toString().equalsIgnoreCase(text)) return one;
        }
        throw new TypeConversionException(
                "'" + text + "' is unknown: expected " + Arrays.stream(all).map(Enum::toString).collect(Collectors.joining(", ")));
    }

    static final class OfTransport extends Choice<TransportWish> {
        OfTransport() {
            super(TransportWish.values());
        }
    }

    static final class OfLineFormat extends Choice<LineFormat> {
        OfLineFormat() {
            super(LineFormat.values());
        }
    }
}
