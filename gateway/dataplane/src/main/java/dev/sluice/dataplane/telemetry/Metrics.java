package dev.sluice.dataplane.telemetry;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The metrics of the process. What happens once per request is counted in our own cells and gathered at a scrape; everything else may use
 * {@link #registry()}.
 */
public final class Metrics implements AutoCloseable {
    private final PrometheusMeterRegistry registry;
    private final AccessLog accessLog;
    private final List<NodeTelemetry> nodes = new CopyOnWriteArrayList<>();

    /** @param transport how the sockets of all nodes reach the kernel */
    public Metrics(AccessLog accessLog, InstantSource clock, String transport) {
        this.accessLog = accessLog;
        var prometheus = new PrometheusRegistry();
        this.registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT, prometheus, Clock.SYSTEM);
        prometheus.register(new MetricsCollector(nodes, accessLog, clock, transport));
    }

    /** The part of one logical node; its name is the label {@code node}. */
    public NodeTelemetry node(String name) {
        var node = new NodeTelemetry(name, accessLog, NodeTelemetry.MAX_SERIES);
        nodes.add(node);
        return node;
    }

    public MeterRegistry registry() {
        return registry;
    }

    /** In Prometheus' text format, or in OpenMetrics if {@code accept} asks for it. Gathers everything: not for an event loop's thread if there is much. */
    public String scrape(String accept) {
        return registry.scrape(accept);
    }

    @Override
    public void close() {
        registry.close();
    }
}
