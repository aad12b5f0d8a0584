package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.dataplane.DataPlaneSettings;
import dev.sluice.dataplane.ListenerStatus;
import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.dataplane.exchange.ExchangeRecord;
import dev.sluice.dataplane.listen.EventLoops;
import dev.sluice.dataplane.meters.ClusterMeters;
import dev.sluice.dataplane.meters.ListenerMeters;
import dev.sluice.dataplane.meters.Meters;
import dev.sluice.dataplane.transport.ServingVertx;
import dev.sluice.dataplane.transport.TransportWish;
import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.ResourceReader;
import dev.sluice.resources.Resource;
import dev.sluice.rules.compile.Compiler;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.compile.ResourceSet;
import dev.sluice.rules.endpoints.DnsAnswers;
import dev.sluice.rules.endpoints.EndpointAssembler;
import dev.sluice.rules.endpoints.EndpointTable;
import dev.sluice.rules.snapshot.Snapshot;
import io.netty.channel.EventLoop;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A data plane with the configuration of a text, as an ingress node compiles it. Gateway ports are bound to any free port. The system property
 * {@value #TRANSPORT} says on which transport; the test is skipped where the machine forbids it.
 */
final class RunningGateway implements AutoCloseable {
    static final String TRANSPORT = "sluice.test.transport";

    private static final Map<Integer, Integer> ANY_PORT = anyPort();
    private final ServingVertx serving = serving();
    private final Compiler compiler = new Compiler(NodeView.ingress(), false);
    private final DataPlaneServer dataPlane;
    private final Counts counts = new Counts();
    private final List<ExchangeRecord> records = new CopyOnWriteArrayList<>();
    private List<ListenerStatus> status = List.of();
    private long revision;

    RunningGateway(Duration drainDelay, Duration drainDeadline) {
        // Vert.x turns the detection off as it is loaded.
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        var settings = new DataPlaneSettings("test", "127.0.0.1", ANY_PORT, 2, new DataPlaneSettings.AccessLogTarget.Off(), drainDelay,
                drainDeadline);
        dataPlane = new DataPlaneServer(serving.vertx(), settings, records::add, counts, InstantSource.system());
    }

    static String transport() {
        return System.getProperty(TRANSPORT, "epoll");
    }

    private static ServingVertx serving() {
        ServingVertx serving = ServingVertx.start(TransportWish.valueOf(transport().toUpperCase(Locale.ROOT)), 2);
        String shortfall = serving.choice().shortfall();
        if (!shortfall.isEmpty()) serving.close();
        assumeThat(shortfall).as("tests on " + transport()).isEmpty();
        return serving;
    }

    static RunningGateway with(String yaml) {
        var gateway = new RunningGateway(Duration.ofMillis(100), Duration.ofSeconds(5));
        gateway.apply(yaml);
        return gateway;
    }

    private static Map<Integer, Integer> anyPort() {
        var map = new HashMap<Integer, Integer>();
        for (int port : new int[]{80, 81, 443, 8080, 8081, 8443, 9080}) map.put(port, 0);
        return map;
    }

    void apply(String yaml) {
        apply(yaml, TlsMaterial.NONE);
    }

    void apply(String yaml, TlsMaterial material) {
        var resources = ResourceReader.readText("test.yaml", yaml).stream().map(RunningGateway::readable).toList();
        var set = ResourceSet.of(resources);
        Snapshot snapshot = compiler.compile(set, ++revision).snapshot();
        EndpointTable endpoints = EndpointAssembler.assemble(set, snapshot.clusters().values(), DnsAnswers.NONE);
        status = dataPlane.apply(snapshot, endpoints, material).toCompletableFuture().join();
    }

    private static Resource readable(ReadDocument document) {
        if (document.hasErrors()) throw new AssertionError(document.diagnostics().toString());
        return Objects.requireNonNull(document.resource());
    }

    DataPlaneServer dataPlane() {
        return dataPlane;
    }

    List<ListenerStatus> status() {
        return status;
    }

    /** The bound port of the Gateway's port. */
    int port(int gatewayPort) {
        return status.stream().filter(one -> one.listener().endsWith(Integer.toString(gatewayPort)) && one.bound()).findFirst()
                .orElseThrow(() -> new AssertionError("nothing listens for " + gatewayPort + ": " + status)).boundPort();
    }

    boolean listens(int gatewayPort) {
        return status.stream().anyMatch(one -> one.listener().endsWith(Integer.toString(gatewayPort)) && one.bound());
    }

    Counts counts() {
        return counts;
    }

    /** What the node would tell a scrape. */
    static final class Counts implements Meters {
        private final Map<String, ListenerMeters> listeners = new ConcurrentHashMap<>();
        private final Map<String, ClusterMeters> clusters = new ConcurrentHashMap<>();

        @Override
        public ListenerMeters listener(String name) {
            return listeners.computeIfAbsent(name, key -> new ListenerMeters());
        }

        @Override
        public ClusterMeters cluster(String name) {
            return clusters.computeIfAbsent(name, key -> new ClusterMeters());
        }

        long clientConnections() {
            return listeners.values().stream().mapToLong(ListenerMeters::activeConnections).sum();
        }

        long requests() {
            return listeners.values().stream().mapToLong(ListenerMeters::activeRequests).sum();
        }

        long upstreamConnections() {
            return clusters.values().stream().mapToLong(ClusterMeters::active).sum();
        }

        long connects() {
            return clusters.values().stream().mapToLong(ClusterMeters::connects).sum();
        }

        long splicedBytes() {
            return clusters.values().stream().mapToLong(ClusterMeters::splicedBytes).sum();
        }

        long retries() {
            return clusters.values().stream().mapToLong(ClusterMeters::retries).sum();
        }
    }

    List<EventLoop> loops() {
        return EventLoops.of(serving.vertx(), 2).all();
    }

    /** What the access log would hold. */
    List<ExchangeRecord> records() {
        return records;
    }

    @Override
    public void close() {
        dataPlane.close();
        serving.close();
    }
}
