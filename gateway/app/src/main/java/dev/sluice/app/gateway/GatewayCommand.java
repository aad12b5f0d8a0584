package dev.sluice.app.gateway;

import dev.sluice.app.cli.Edge;
import dev.sluice.app.cli.Exit;
import dev.sluice.app.cli.Failure;
import dev.sluice.app.cli.Lifetime;
import dev.sluice.app.cli.Preload;
import dev.sluice.app.cli.Signals;
import dev.sluice.app.fleet.Fleet;
import dev.sluice.app.folder.DataFolder;
import dev.sluice.app.options.ServingOptions;
import dev.sluice.app.options.ViewOptions;
import dev.sluice.node.source.ApiSettings;
import dev.sluice.node.source.ApiSource;
import dev.sluice.node.source.ConfigSource;
import dev.sluice.node.source.FileSource;
import dev.sluice.node.source.Kubeconfig;
import dev.sluice.node.source.Registration;
import dev.sluice.rules.compile.NodeView;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice gateway}. */
@Command(name = "gateway", description = "Runs one node: of a fleet (--kubeconfig), or standalone from files (--config).%n", footer = {
        "%nExamples:", "  sluice gateway --kubeconfig edge-1.kubeconfig --data /var/lib/sluice-edge-1",
        "  sluice gateway --config my-config/ --port-map 80=8080,443=8443   (read again on change and SIGHUP)",
        "  sluice gateway --config my-config/ --id edge-1 --role ingress --namespace edge --labels istio=ingressgateway",
        "  sluice gateway --config my-config/ --bind 192.0.2.10 --status-bind 0.0.0.0 --status-port 15020 --loops 4 --transport io_uring",
        "  sluice gateway --config my-config/ --access-log access.log --access-log-format json --drain-delay 10s --drain-deadline 2m --allow-unenforced --prewarm off"})
public final class GatewayCommand implements Callable<Integer> {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayCommand.class);
    private static final long LOOK_MILLIS = 200;
    /** How long an API that can be reached may take to answer where it is known what the node was. */
    private static final int LOOKS_FOR_NEWEST = 5;

    private final Edge edge;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "Where the admin API is and who this node is (see 'sluice admin node-config').") private @Nullable Path kubeconfig;

    @Option(names = "--config", paramLabel = "PATH", split = "\n", description = "File or folder to serve from, without an admin API; may be repeated. What was last good stays in force.") private List<Path> config = List
            .of();

    @Option(names = "--id", paramLabel = "ID", description = "Name of a standalone node. Default: gateway.") private String id = "gateway";

    @Option(names = "--data", paramLabel = "DIR", description = "Where the last state is kept, to start from while the API is away. Default: ./sluice-data with --kubeconfig, nowhere with --config.") private @Nullable Path data;

    @Mixin private ViewOptions view = new ViewOptions();

    @Mixin private ServingOptions serving = new ServingOptions();

    public GatewayCommand(Edge edge) {
        this.edge = edge;
    }

    @Override
    public Integer call() throws InterruptedException {
        if ((kubeconfig == null) == config.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "give either --kubeconfig FILE or --config PATH...");
        }
        Lifetime lifetime = Lifetime.ofProcess();
        @Nullable ApiSettings api = kubeconfig == null ? null : read(kubeconfig);
        Preload.await();
        Vertx vertx = Vertx.vertx();
        Path state = stateFolder(api);
        @Nullable CompletableFuture<NodeView> asked = api == null || state == null ? null : ask(vertx, api, state);
        String bind = serving.bind();
        try (Fleet fleet = Fleet.create(serving, bind == null ? "" : bind, edge)) {
            if (api == null) fleet.expect(id, "starting");
            else
                fleet.expect(api.instance(),
                        "waiting for " + api.server() + " to say what the node is: neither it nor a last state is there");
            String status = fleet.serveStatus();
            if (!addNode(fleet, vertx, api, state, asked, lifetime)) return Exit.OK;
            Signals.on("HUP", fleet::reload);
            if (!awaitReady(fleet, lifetime)) return Exit.OK;
            lifetime.started();
            spec.commandLine().getOut().println("transport   " + fleet.transport());
            spec.commandLine().getOut().println("status      " + status + "/healthz/ready   /metrics");
            if (lifetime.await(fleet.warmUp())) spec.commandLine().getOut().println("sluice is ready");
            lifetime.await();
            fleet.drain();
        } finally {
            vertx.close();
        }
        return Exit.OK;
    }

    /** Null to keep none. */
    private @Nullable Path stateFolder(@Nullable ApiSettings api) {
        if (api != null) return DataFolder.at(data == null ? Path.of("sluice-data") : data).node(api.instance());
        return data == null ? null : DataFolder.at(data).node(id);
    }

    /** @return false if it was time to end before it was known who the node is */
    private boolean addNode(Fleet fleet, Vertx vertx, @Nullable ApiSettings api, @Nullable Path state,
            @Nullable CompletableFuture<NodeView> asked, Lifetime lifetime) throws InterruptedException {
        if (api == null || state == null || asked == null) {
            for (Path path : config) {
                if (!Files.exists(path)) throw new Failure("no such file or folder: " + path);
            }
            fleet.add(id, view.view(), serving.portMap(), new FileSource(config), state);
            return true;
        }
        ConfigSource source = new ApiSource(vertx, api, edge.random()::nextInt);
        @Nullable NodeView own = ownView(asked, state, lifetime);
        if (own == null) return false;
        fleet.add(api.instance(), own, serving.portMap(), source, state);
        return true;
    }

    private static ApiSettings read(Path kubeconfig) {
        try {
            return Kubeconfig.read(kubeconfig);
        } catch (IOException e) {
            throw new Failure("kubeconfig: " + e.getMessage(), e);
        }
    }

    /**
     * What the API says the node is, or said last; waits for one of the two, and not long for an API that keeps silent if the other is there. Null if it is
     * time to end before.
     */
    private static @Nullable NodeView ownView(CompletableFuture<NodeView> asked, Path state, Lifetime lifetime)
            throws InterruptedException {
        for (int looks = 1; !lifetime.leavesOff(); looks++) {
            try {
                return asked.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                NodeView kept = looks < LOOKS_FOR_NEWEST ? null : Registration.kept(state);
                if (kept == null) continue;
                LOG.info("the API has not said yet what the node is: it starts as what it was");
                asked.thenAccept(said -> {
                    if (!said.equals(kept))
                        LOG.warn("the API says that the node is another than it was; it will be from the next start on");
                });
                return kept;
            } catch (ExecutionException e) {
                throw new Failure(String.valueOf(e.getCause() == null ? e : e.getCause().getMessage()), e);
            }
        }
        return null;
    }

    /** Asks beside all else that starting takes. */
    private CompletableFuture<NodeView> ask(Vertx vertx, ApiSettings api, Path state) {
        var answer = new CompletableFuture<NodeView>();
        Thread.ofVirtual().name("sluice-registration").start(() -> {
            try {
                answer.complete(Registration.view(vertx, api, state, edge.random()::nextInt));
            } catch (IOException | InterruptedException | RuntimeException e) {
                answer.completeExceptionally(e);
            }
        });
        return answer;
    }

    private static boolean awaitReady(Fleet fleet, Lifetime lifetime) throws InterruptedException {
        while (!lifetime.leavesOff()) {
            try {
                fleet.ready().get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                return true;
            } catch (TimeoutException e) {
                // Not yet: the API may be away.
            } catch (ExecutionException e) {
                throw new IllegalStateException("the node did not start", e);
            }
        }
        return false;
    }
}
