package dev.sluice.app.options;

import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Gateway port number to bound port, {@code 80=8080,443=8443}. A bound port 0 takes any that is free. */
public record PortMap(Map<Integer, Integer> ports) {
    private static final int MAX = 65_535;

    public PortMap {
        ports = Map.copyOf(ports);
    }

    /** Reads the text form; empty maps nothing. */
    public static final class Converter implements ITypeConverter<PortMap> {
        @Override
        public PortMap convert(String text) {
            var ports = new TreeMap<Integer, Integer>();
            for (String pair : text.split(",")) {
                if (pair.isBlank()) continue;
                String[] sides = pair.strip().split("=", -1);
                if (sides.length != 2) throw wrong(pair);
                if (ports.put(port(sides[0], 1, pair), port(sides[1], 0, pair)) != null) {
                    throw new TypeConversionException("'" + text + "' maps port " + sides[0] + " twice");
                }
            }
            return new PortMap(ports);
        }

        private static int port(String text, int least, String pair) {
            try {
                int port = Integer.parseInt(text.strip());
                if (port >= least && port <= MAX) return port;
            } catch (NumberFormatException e) {
                throw wrong(pair);
            }
            throw wrong(pair);
        }

        private static TypeConversionException wrong(String pair) {
            return new TypeConversionException("'" + pair + "' maps no port: expected GATEWAY_PORT=BOUND_PORT, as 80=8080");
        }
    }
}
