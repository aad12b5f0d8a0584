package dev.sluice.dataplane;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the owner decides and configuration does not.
 *
 * @param node name of the node in metrics and log lines
 * @param bind address of listeners that name none; empty for all addresses
 * @param portMap Gateway port to bound port; unmapped ports bind as they are
 * @param loops event loops, at least 1
 */
public record DataPlaneSettings(String node, String bind, Map<Integer, Integer> portMap, int loops, AccessLogTarget accessLog, Duration drainDelay, Duration drainDeadline) {
    public DataPlaneSettings {
        portMap = Map.copyOf(portMap);
    }

    /** Where access log lines go. */
    public sealed interface AccessLogTarget {
        record Off() implements AccessLogTarget {}

        record Stdout() implements AccessLogTarget {}

        record File(Path path) implements AccessLogTarget {}
    }

    public int boundPort(int gatewayPort) {
        @Nullable Integer mapped = portMap.get(gatewayPort);
        return mapped == null ? gatewayPort : mapped;
    }
}
