package dev.sluice.app.answers;

import dev.sluice.dataplane.DataPlane;
import dev.sluice.dataplane.DataPlaneSettings;
import dev.sluice.dataplane.ListenerStatus;
import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.dataplane.server.DataPlaneServer;
import dev.sluice.dataplane.telemetry.AccessLog;
import dev.sluice.dataplane.telemetry.Metrics;
import dev.sluice.dataplane.telemetry.NodeTelemetry;
import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.ResourceReader;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Resource;
import dev.sluice.rules.compile.Compiler;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.compile.ResourceSet;
import dev.sluice.rules.endpoints.DnsAnswers;
import dev.sluice.rules.endpoints.EndpointAssembler;
import dev.sluice.rules.snapshot.Snapshot;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The whole path of one node without its source: text, reader, compiler, endpoints, data plane on loopback. */
final class Gateway implements AutoCloseable {
    private final Vertx vertx;
    private final Metrics metrics;
    private final DataPlane dataPlane;
    private final Map<Integer, Integer> ports;
    private final Compiler compiler = new Compiler(NodeView.ingress(), false);
    private long revision;
    private Snapshot snapshot = Snapshot.EMPTY;

    private Gateway(Vertx vertx, Metrics metrics, DataPlane dataPlane, Map<Integer, Integer> ports) {
        this.vertx = vertx;
        this.metrics = metrics;
        this.dataPlane = dataPlane;
        this.ports = ports;
    }

    /** @param gatewayPorts those that will be asked; each gets a free port of its own */
    static Gateway start(int... gatewayPorts) throws IOException {
        Vertx vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(2));
        var metrics = new Metrics(AccessLog.off(), InstantSource.system(), "epoll");
        var ports = new TreeMap<Integer, Integer>();
        for (int port : gatewayPorts) ports.put(port, freePort());
        var settings = new DataPlaneSettings("ingress", "127.0.0.1", ports, 2, new DataPlaneSettings.AccessLogTarget.Off(), Duration.ZERO,
                Duration.ofSeconds(1));
        NodeTelemetry telemetry = metrics.node("ingress");
        return new Gateway(vertx, metrics, new DataPlaneServer(vertx, settings, telemetry, telemetry, InstantSource.system()), ports);
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** What reading finds; empty lists of errors are what the corpus promises for a configuration that was not refused. */
    static List<Diagnostic> errors(String configuration) {
        return ResourceReader.readText("recorded.yaml", configuration).stream().flatMap(document -> document.diagnostics().stream())
                .filter(Diagnostic::isError).toList();
    }

    List<ListenerStatus> apply(String configuration, TlsMaterial material) throws Exception {
        var resources = new ArrayList<Resource>();
        for (ReadDocument document : ResourceReader.readText("recorded.yaml", configuration)) {
            if (document.resource() != null) resources.add(document.resource());
        }
        ResourceSet set = ResourceSet.of(resources);
        snapshot = compiler.compile(set, ++revision).snapshot();
        var endpoints = EndpointAssembler.assemble(set, snapshot.clusters().values(), DnsAnswers.NONE);
        return dataPlane.apply(snapshot, endpoints, material).toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** @throws java.net.ConnectException if nothing listens there */
    Socket connect(int gatewayPort) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), ports.getOrDefault(gatewayPort, gatewayPort));
        socket.setSoTimeout(10_000);
        return socket;
    }

    Vertx vertx() {
        return vertx;
    }

    @Override
    public void close() {
        dataPlane.close();
        metrics.close();
        vertx.close();
    }
}
