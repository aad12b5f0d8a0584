package dev.sluice.app.options;

import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code istio=ingressgateway,app=istio-ingressgateway}. */
public record Labels(Map<String, String> values) {
    public Labels {
        values = Map.copyOf(values);
    }

    /** Reads the text form; empty gives no labels. */
    public static final class Converter implements ITypeConverter<Labels> {
        @Override
        public Labels convert(String text) {
            var labels = new TreeMap<String, String>();
            for (String pair : text.split(",")) {
                if (pair.isBlank()) continue;
                int equals = pair.indexOf('=');
                if (equals < 1) throw new TypeConversionException("'" + pair + "' is no label: expected key=value, separated by commas");
                labels.put(pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
            }
            return new Labels(labels);
        }
    }

    @Override
    public String toString() {
        return new TreeMap<>(values).entrySet().stream().map(one -> one.getKey() + "=" + one.getValue()).reduce((a, b) -> a + "," + b)
                .orElse("");
    }
}
