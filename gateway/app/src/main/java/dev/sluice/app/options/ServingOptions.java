package dev.sluice.app.options;

import dev.sluice.dataplane.DataPlaneSettings.AccessLogTarget;
import dev.sluice.dataplane.telemetry.LineFormat;
import dev.sluice.dataplane.transport.TransportWish;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command that serves traffic takes. */
public final class ServingOptions {
    @Option(names = "--port-map", paramLabel = "G=B", converter = PortMap.Converter.class, defaultValue = "80=8080,443=8443", description = "Gateway port number to bound port, separated by commas; unmapped ports bind as they are. Default: ${DEFAULT-VALUE}.") private PortMap portMap = new PortMap(
            Map.of());

    @Option(names = "--bind", paramLabel = "ADDR", description = "Address that gateways listen on. Default: all; loopback where the store holds the demo.") private @Nullable String bind;

    @Option(names = "--loops", paramLabel = "N", description = "Event loops of the data plane. Default: the processors this process may use.") private int loops = Runtime
            .getRuntime().availableProcessors();

    @Option(names = "--transport", paramLabel = "T", defaultValue = "auto", converter = Choice.OfTransport.class, description = "How gateways' sockets reach the kernel: ${COMPLETION-CANDIDATES}. Where io_uring is forbidden, epoll serves, and a warning says why. Default: ${DEFAULT-VALUE} (epoll on Linux).") private TransportWish transport = TransportWish.AUTO;

    @Option(names = "--status-port", paramLabel = "PORT", converter = Port.class, defaultValue = "15020", description = "Health and metrics, plain HTTP. Default: ${DEFAULT-VALUE}.") private int statusPort;

    @Option(names = "--status-bind", paramLabel = "ADDR", defaultValue = "127.0.0.1", description = "Address of the status port; it asks nobody who he is. Default: ${DEFAULT-VALUE}.") private String statusBind = "127.0.0.1";

    @Option(names = "--access-log", paramLabel = "PATH", defaultValue = "-", description = "A file, - for standard output, or off. SIGHUP reopens the file. Default: ${DEFAULT-VALUE}.") private String accessLog = "-";

    @Option(names = "--access-log-format", paramLabel = "F", defaultValue = "text", converter = Choice.OfLineFormat.class, description = "${COMPLETION-CANDIDATES}: the line that Istio's gateways write by default and ours behind it, or one JSON object a line with Istio's keys and ours. Default: ${DEFAULT-VALUE}.") private LineFormat accessLogFormat = LineFormat.TEXT;

    @Option(names = "--allow-unenforced", description = "Serve traffic that is governed by what is stored but not enforced yet, instead of answering 503.") private boolean allowUnenforced;

    @Option(names = "--drain-delay", paramLabel = "T", defaultValue = "5s", converter = Seconds.class, description = "How long to go on accepting after SIGTERM, unready. Default: ${DEFAULT-VALUE}.") private Duration drainDelay = Duration
            .ofSeconds(5);

    @Option(names = "--drain-deadline", paramLabel = "T", defaultValue = "45s", converter = Seconds.class, description = "When what still runs is cut. Default: ${DEFAULT-VALUE}.") private Duration drainDeadline = Duration
            .ofSeconds(45);

    @Option(names = "--prewarm", paramLabel = "T|off", defaultValue = "3s", converter = Seconds.OrOff.class, description = "How long at most to warm up between serving and being ready; nothing is seen of it outside. Default: ${DEFAULT-VALUE}.") private Duration prewarm = Duration
            .ofSeconds(3);

    public PortMap portMap() {
        return portMap;
    }

    /** Null if not decided. */
    public @Nullable String bind() {
        return bind;
    }

    public int loops() {
        return Math.max(1, loops);
    }

    public TransportWish transport() {
        return transport;
    }

    public int statusPort() {
        return statusPort;
    }

    public String statusBind() {
        return statusBind;
    }

    public AccessLogTarget accessLog() {
        return switch (accessLog) {
            case "off" -> new AccessLogTarget.Off();
            case "-" -> new AccessLogTarget.Stdout();
            default -> new AccessLogTarget.File(Path.of(accessLog));
        };
    }

    public LineFormat accessLogFormat() {
        return accessLogFormat;
    }

    public boolean allowUnenforced() {
        return allowUnenforced;
    }

    public Duration drainDelay() {
        return drainDelay;
    }

    public Duration drainDeadline() {
        return drainDeadline;
    }

    /** Zero for none. */
    public Duration prewarm() {
        return prewarm;
    }
}
