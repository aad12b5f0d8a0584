package dev.sluice.dataplane.telemetry;

import dev.sluice.dataplane.meters.ClusterMeters;
import dev.sluice.dataplane.meters.ListenerMeters;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.InfoSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Turns the cells of all nodes into samples when a scrape asks. */
final class MetricsCollector implements MultiCollector {
    private final List<NodeTelemetry> nodes;
    private final AccessLog accessLog;
    private final InstantSource clock;
    private final String transport;

    MetricsCollector(List<NodeTelemetry> nodes, AccessLog accessLog, InstantSource clock, String transport) {
        this.nodes = nodes;
        this.accessLog = accessLog;
        this.clock = clock;
        this.transport = transport;
    }

    @Override
    public MetricSnapshots collect() {
        var all = new ArrayList<MetricSnapshot>();
        all.add(requests());
        all.add(durations());
        listeners(all);
        clusters(all);
        nodes(all);
        all.add(InfoSnapshot.builder().name("sluice_transport").help("How the sockets of gateways reach the kernel.")
                .dataPoint(InfoSnapshot.InfoDataPointSnapshot.builder().labels(Labels.of("transport", transport)).build()).build());
        all.add(CounterSnapshot.builder().name("sluice_access_log_lines").help("Access log lines written.")
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value(accessLog.written()).build()).build());
        all.add(CounterSnapshot.builder().name("sluice_access_log_dropped")
                .help("Access log lines lost: the writer did not keep up or could not write.")
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value(accessLog.dropped()).build()).build());
        return new MetricSnapshots(all);
    }

    private CounterSnapshot requests() {
        var counter = CounterSnapshot.builder().name("sluice_requests")
                .help("Requests ended, by listener, route, cluster, class of the status and response flag.");
        for (NodeTelemetry node : nodes) {
            for (RequestMeters meters : node.requestMeters().values()) {
                RequestMeters.Key key = meters.key();
                meters.forEach((codeClass, flag, requests) -> counter
                        .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value(requests)
                                .labels(Labels.of("node", node.node(), "listener",
                                        key.listener(), "route", key.label(), "cluster", key.cluster(), "code_class", codeClass, "flag",
                                        flag))
                                .build()));
            }
        }
        return counter.build();
    }

    private HistogramSnapshot durations() {
        var histogram = HistogramSnapshot.builder().name("sluice_request_duration_seconds")
                .help("Time from the first byte of a request to the last of its response.");
        for (NodeTelemetry node : nodes) {
            node.durationHistograms()
                    .forEach((key, cells) -> histogram.dataPoint(HistogramSnapshot.HistogramDataPointSnapshot.builder()
                            .classicHistogramBuckets(ClassicHistogramBuckets.of(DurationHistogram.bounds(), cells.counts()))
                            .sum(cells.sumSeconds())
                            .labels(Labels.of("node", node.node(), "listener", key.listener(), "cluster", key.cluster())).build()));
        }
        return histogram.build();
    }

    private void listeners(List<MetricSnapshot> all) {
        Function<NodeTelemetry, Map<String, ListenerMeters>> of = NodeTelemetry::listenerMeters;
        all.add(counter("sluice_connections", "Connections accepted.", of, "listener", ListenerMeters::accepted));
        all.add(gauge("sluice_active_connections", "Connections open now.", of, "listener", ListenerMeters::activeConnections));
        all.add(gauge("sluice_active_requests", "Requests under way now.", of, "listener", ListenerMeters::activeRequests));
        all.add(counter("sluice_connections_refused", "Connections closed unserved because of a limit.", of, "listener",
                ListenerMeters::refused));
        all.add(counter("sluice_tls_handshake_failures", "TLS handshakes that failed.", of, "listener", ListenerMeters::failedHandshakes));
    }

    private void clusters(List<MetricSnapshot> all) {
        Function<NodeTelemetry, Map<String, ClusterMeters>> of = NodeTelemetry::clusterMeters;
        all.add(counter("sluice_upstream_connects", "Upstream connections made.", of, "cluster", ClusterMeters::connects));
        all.add(counter("sluice_upstream_connect_failures", "Upstream connections that could not be made.", of, "cluster",
                ClusterMeters::failures));
        all.add(gauge("sluice_upstream_active_connections", "Upstream connections open now.", of, "cluster", ClusterMeters::active));
        all.add(counter("sluice_retries", "Requests tried again.", of, "cluster", ClusterMeters::retries));
        all.add(counter("sluice_upstream_overflows", "Requests turned away by a limit of the cluster.", of, "cluster",
                ClusterMeters::overflows));
        all.add(counter("sluice_upstream_spliced_bytes", "Bytes of bodies that passed inside the kernel, uncopied.", of, "cluster",
                ClusterMeters::splicedBytes));
    }

    private void nodes(List<MetricSnapshot> all) {
        all.add(perNode("sluice_snapshot_revision", "Revision of the live snapshot, local to the node.", NodeTelemetry::revision));
        all.add(perNode("sluice_listener_problems", "Listeners that are not bound, or not whole.", NodeTelemetry::problems));
        all.add(perNode("sluice_rejected_objects", "Objects whose newest version is not in force: the last good one, or none, is.",
                NodeTelemetry::rejected));
        long now = clock.millis();
        var age = GaugeSnapshot.builder().name("sluice_config_age_seconds")
                .help("Time since the configuration was last seen to be the source's newest.");
        for (NodeTelemetry node : nodes) {
            long confirmed = node.configConfirmedAtMillis();
            if (confirmed == 0) continue;
            age.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(Math.max(0, now - confirmed) / 1e3)
                    .labels(Labels.of("node", node.node())).build());
        }
        all.add(age.build());
        var expiry = GaugeSnapshot.builder().name("sluice_certificate_expiry_timestamp_seconds")
                .help("When the certificate of a Secret ends, seconds since 1970.");
        for (NodeTelemetry node : nodes) {
            node.certificates().forEach(
                    (secret, notAfter) -> expiry.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(notAfter.getEpochSecond())
                            .labels(Labels.of("node", node.node(), "secret", secret)).build()));
        }
        all.add(expiry.build());
        var cut = CounterSnapshot.builder().name("sluice_drain_cut").help("Requests cut at a drain's deadline.");
        for (NodeTelemetry node : nodes) {
            cut.dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value(node.cutByDrain()).labels(Labels.of("node", node.node()))
                    .build());
        }
        all.add(cut.build());
    }

    private GaugeSnapshot perNode(String name, String help, ToDoubleFunction<NodeTelemetry> value) {
        var gauge = GaugeSnapshot.builder().name(name).help(help);
        for (NodeTelemetry node : nodes) {
            gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value.applyAsDouble(node))
                    .labels(Labels.of("node", node.node())).build());
        }
        return gauge.build();
    }

    private <T> CounterSnapshot counter(String name, String help, Function<NodeTelemetry, Map<String, T>> of, String label,
            ToDoubleFunction<T> value) {
        var counter = CounterSnapshot.builder().name(name).help(help);
        for (NodeTelemetry node : nodes) {
            of.apply(node)
                    .forEach((labelled, cells) -> counter
                            .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder().value(value.applyAsDouble(cells))
                                    .labels(Labels.of("node", node.node(), label, labelled)).build()));
        }
        return counter.build();
    }

    private <T> GaugeSnapshot gauge(String name, String help, Function<NodeTelemetry, Map<String, T>> of, String label,
            ToDoubleFunction<T> value) {
        var gauge = GaugeSnapshot.builder().name(name).help(help);
        for (NodeTelemetry node : nodes) {
            of.apply(node).forEach(
                    (labelled, cells) -> gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder().value(value.applyAsDouble(cells))
                            .labels(Labels.of("node", node.node(), label, labelled)).build()));
        }
        return gauge.build();
    }
}
