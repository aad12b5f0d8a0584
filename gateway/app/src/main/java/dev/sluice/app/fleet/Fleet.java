package dev.sluice.app.fleet;

import dev.sluice.app.cli.Edge;
import dev.sluice.app.cli.Failure;
import dev.sluice.app.cli.FileTrouble;
import dev.sluice.app.cli.Version;
import dev.sluice.app.options.Address;
import dev.sluice.app.options.PortMap;
import dev.sluice.app.options.ServingOptions;
import dev.sluice.dataplane.DataPlaneSettings;
import dev.sluice.dataplane.DataPlaneSettings.AccessLogTarget;
import dev.sluice.dataplane.server.DataPlaneServer;
import dev.sluice.dataplane.telemetry.AccessLog;
import dev.sluice.dataplane.telemetry.LineFormat;
import dev.sluice.dataplane.telemetry.Metrics;
import dev.sluice.dataplane.telemetry.NodeTelemetry;
import dev.sluice.dataplane.transport.ServingVertx;
import dev.sluice.dataplane.transport.Transport;
import dev.sluice.node.Node;
import dev.sluice.node.NodeSettings;
import dev.sluice.node.source.ConfigSource;
import dev.sluice.node.status.Health;
import dev.sluice.node.status.StatusServer;
import dev.sluice.node.warmup.WarmUp;
import dev.sluice.rules.compile.NodeView;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The nodes of this process with what they share: event loops, metrics, access log, status port. */
public final class Fleet implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Fleet.class);

    private final ServingOptions options;
    private final String bind;
    private final Edge edge;
    private final ServingVertx serving;
    private final AccessLog accessLog;
    private final Metrics metrics;
    private final List<Node> nodes = new CopyOnWriteArrayList<>();
    private final List<NodeTelemetry> telemetries = new CopyOnWriteArrayList<>();
    private volatile List<Waiting> waiting = List.of();
    private volatile WarmUp warmUp = WarmUp.none();
    private volatile boolean cold;
    private @Nullable StatusServer status;

    private Fleet(ServingOptions options, String bind, Edge edge, ServingVertx serving, AccessLog accessLog) {
        this.options = options;
        this.bind = bind;
        this.edge = edge;
        this.serving = serving;
        this.accessLog = accessLog;
        this.metrics = new Metrics(accessLog, edge.clock(), transport().toString());
        this.cold = options.prewarm().isPositive();
    }

    /** @param bind of gateways; empty for all addresses */
    public static Fleet create(ServingOptions options, String bind, Edge edge) {
        AccessLog log = open(options.accessLog(), options.accessLogFormat());
        ServingVertx serving = ServingVertx.start(options.transport(), options.loops());
        String shortfall = serving.choice().shortfall();
        if (!shortfall.isEmpty()) LOG.warn(shortfall);
        return new Fleet(options, bind, edge, serving, log);
    }

    private static AccessLog open(AccessLogTarget target, LineFormat format) {
        return switch (target) {
            case AccessLogTarget.Off off -> AccessLog.off();
            case AccessLogTarget.Stdout stdout -> AccessLog.stdout(format);
            case AccessLogTarget.File file -> {
                try {
                    yield AccessLog.file(file.path(), format);
                } catch (IOException e) {
                    throw new Failure("the access log " + file.path() + " cannot be written: " + FileTrouble.inWords(e), e);
                }
            }
        };
    }

    /** A node that is to come. */
    private record Waiting(String name, String reason) implements Health {
        @Override
        public List<String> notReady() {
            return List.of(reason);
        }
    }

    /**
     * Until the next node is added, the process is not ready, and says so.
     *
     * @param reason what is waited for
     */
    public void expect(String id, String reason) {
        waiting = List.of(new Waiting(id, reason));
    }

    private List<? extends Health> health() {
        List<Waiting> expected = waiting;
        if (!expected.isEmpty()) return expected;
        if (!cold) return nodes;
        var all = new ArrayList<Health>(nodes);
        all.add(new Waiting("data plane", "warming up"));
        return all;
    }

    /**
     * Starts one node.
     *
     * @param stateFolder where its last state is kept; null keeps none
     */
    public Node add(String id, NodeView view, PortMap ports, ConfigSource source, @Nullable Path stateFolder) {
        NodeTelemetry telemetry = metrics.node(id);
        telemetries.add(telemetry);
        var settings = new DataPlaneSettings(id, bind, ports.ports(), options.loops(), options.accessLog(), options.drainDelay(),
                options.drainDeadline());
        var dataPlane = new DataPlaneServer(serving.vertx(), settings, telemetry, telemetry, edge.clock());
        Node node = Node.start(new NodeSettings(id, view, options.allowUnenforced(), stateFolder, Version.text()), source, dataPlane,
                telemetry, edge.clock(),
                edge.random()::nextInt);
        nodes.add(node);
        waiting = List.of();
        return node;
    }

    /** Opens the status port, which tells of all nodes, and returns its URL. */
    public String serveStatus() {
        try {
            status = StatusServer.start(serving.vertx(), options.statusBind(), options.statusPort(), this::health, metrics::scrape)
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
            return "http://" + Address.reachable(options.statusBind()) + ":" + status.port();
        } catch (CompletionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new Failure(
                    "the status port cannot listen on " + options.statusBind() + ":" + options.statusPort() + ": " + cause.getMessage()
                            + "; --status-bind and --status-port choose another place",
                    e);
        }
    }

    /** How the sockets of its gateways reach the kernel. */
    public Transport transport() {
        return serving.choice().transport();
    }

    /** Completes once every node serves its first configuration. */
    public CompletableFuture<Void> ready() {
        return CompletableFuture
                .allOf(nodes.stream().map(node -> node.firstApplied().toCompletableFuture()).toArray(CompletableFuture[]::new));
    }

    /**
     * Makes the code fast that requests run through; the process is not ready before. Once, when every node serves.
     *
     * @return completes at the end, never exceptionally
     */
    public CompletableFuture<Void> warmUp() {
        if (!cold) return warmUp.done();
        warmUp = WarmUp.start(serving.vertx(), options.loops(), options.prewarm(),
                () -> telemetries.stream().mapToLong(NodeTelemetry::requests).sum(),
                edge.clock());
        return warmUp.done().thenRun(() -> cold = false);
    }

    /** Reads configuration and opens the log again: what SIGHUP asks for. */
    public void reload() {
        accessLog.reopen();
        nodes.forEach(Node::reload);
    }

    /** Drains every node at once; waits until no connection is left, or the deadline. */
    public void drain() {
        warmUp.close();
        CompletableFuture.allOf(nodes.stream().map(node -> node.drain().toCompletableFuture()).toArray(CompletableFuture[]::new)).join();
    }

    @Override
    public void close() {
        warmUp.close();
        warmUp.done().join();
        nodes.forEach(Node::close);
        StatusServer last = status;
        if (last != null) last.close().toCompletionStage().toCompletableFuture().join();
        serving.close();
        metrics.close();
        accessLog.close();
    }
}
