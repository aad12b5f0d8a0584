package dev.sluice.app.up;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.objects.ImportOutcome;
import dev.sluice.app.cli.Edge;
import dev.sluice.app.cli.Failure;
import dev.sluice.app.cli.Lifetime;
import dev.sluice.app.cli.Signals;
import dev.sluice.app.control.ControlPlane;
import dev.sluice.app.control.Instances;
import dev.sluice.app.demo.Demo;
import dev.sluice.app.demo.Hints;
import dev.sluice.app.files.DiagnosticPrinter;
import dev.sluice.app.fleet.Fleet;
import dev.sluice.app.folder.DataFolder;
import dev.sluice.app.options.Address;
import dev.sluice.app.options.PortMap;
import dev.sluice.app.options.ServingOptions;
import dev.sluice.app.options.ViewOptions;
import dev.sluice.dataplane.ListenerStatus;
import dev.sluice.node.Node;
import dev.sluice.node.source.ApiSettings;
import dev.sluice.node.source.ApiSource;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.compile.NodeView.Role;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The two nodes of {@code up}, linked to the control plane by the same HTTPS stream that nodes elsewhere use, and the demo. */
final class Installation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Installation.class);
    private static final String INGRESS = "ingress";
    private static final String EGRESS = "egress";
    /** How often to look whether it is time to give up waiting for the first configuration. */
    private static final Duration LOOK = Duration.ofMillis(200);

    private final ControlPlane control;
    private final DataFolder folder;
    private final Edge edge;
    private final Fleet fleet;
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private @Nullable Demo demo;
    private final String address;
    private String status = "";

    Installation(ControlPlane control, DataFolder folder, ServingOptions serving, String bind, Edge edge) {
        this.control = control;
        this.folder = folder;
        this.edge = edge;
        this.address = Address.reachable(bind);
        this.fleet = Fleet.create(serving, bind, edge);
    }

    void demo(String namespace) {
        demo = Demo.start(control, namespace);
    }

    void start(PortMap ingressPorts, PortMap egressPorts, String namespace) {
        NodeView ingress = view(Role.INGRESS, namespace);
        NodeView egress = view(Role.EGRESS, namespace);
        register(List.of(Instances.of(INGRESS, ingress), Instances.of(EGRESS, egress)));
        add(INGRESS, ingress, ingressPorts);
        add(EGRESS, egress, egressPorts);
        status = fleet.serveStatus();
        Signals.on("HUP", fleet::reload);
    }

    private static NodeView view(Role role, String namespace) {
        return new NodeView(role, namespace, ViewOptions.defaultsOf(role).values(), "");
    }

    private void register(List<ObjectNode> instances) {
        if (control.importObjects(instances, "nodes of this process") instanceof ImportOutcome.Refused refused) {
            throw new Failure("the nodes cannot be registered:\n" + DiagnosticPrinter.text(refused.diagnostics()));
        }
    }

    private void add(String id, NodeView view, PortMap ports) {
        var settings = new ApiSettings(URI.create(control.url()), List.of(control.authority().certificate()), control.nodeCredential(id),
                id);
        nodes.put(id, fleet.add(id, view, ports, new ApiSource(control.vertx(), settings, edge.random()::nextInt), folder.node(id)));
    }

    /**
     * Waits until every node serves, then tells what can be done with it, and at last that it is ready.
     *
     * @return false if it was time to end before it served
     */
    boolean announce(Lifetime lifetime, PrintWriter out) throws InterruptedException {
        while (!isReady()) {
            if (lifetime.leavesOff()) return false;
        }
        lifetime.started();
        var lines = new ArrayList<String>();
        lines.add("admin API   " + control.url() + "   (kubectl --kubeconfig " + folder.kubeconfigFile() + " get gateways)");
        nodes.forEach((id, node) -> lines.add(String.format("%-11s %s", id, listeners(node.listeners()))));
        lines.add("transport   " + fleet.transport());
        lines.add("status      " + status + "/healthz/ready   /metrics");
        List<String> hints = demo == null ? List.of() : Hints.of(control.view(), listenersOf(INGRESS), address, folder.authorityFile());
        if (!hints.isEmpty()) lines.add("try:");
        hints.forEach(hint -> lines.add("  " + hint));
        lines.forEach(out::println);
        out.flush();
        if (lifetime.await(fleet.warmUp())) out.println("sluice is ready");
        out.flush();
        return true;
    }

    private boolean isReady() throws InterruptedException {
        try {
            fleet.ready().get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("a node did not start", e);
        }
    }

    private List<ListenerStatus> listenersOf(String id) {
        Node node = nodes.get(id);
        return node == null ? List.of() : node.listeners();
    }

    private static String listeners(List<ListenerStatus> listeners) {
        if (listeners.isEmpty()) return "no Gateway selects this node yet";
        return String.join(", ", listeners.stream().map(one -> {
            String socket = one.bound() ? "port " + one.listener() + " on " + one.boundPort() : "port " + one.listener() + " not bound";
            return one.problem().isEmpty() ? socket : socket + " (" + one.problem() + ")";
        }).toList());
    }

    void drain() {
        fleet.drain();
        LOG.info("drained");
    }

    @Override
    public void close() {
        fleet.close();
        if (demo != null) demo.close();
    }
}
