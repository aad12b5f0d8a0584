package dev.sluice.app.up;

import dev.sluice.admin.store.sql.Engine;
import dev.sluice.app.cli.Edge;
import dev.sluice.app.cli.Exit;
import dev.sluice.app.cli.Lifetime;
import dev.sluice.app.control.ConfigImport;
import dev.sluice.app.control.ControlPlane;
import dev.sluice.app.control.ControlSettings;
import dev.sluice.app.demo.Demo;
import dev.sluice.app.files.ConfigFiles;
import dev.sluice.app.folder.DataFolder;
import dev.sluice.app.options.PortMap;
import dev.sluice.app.options.ServingOptions;
import dev.sluice.app.options.StoreOptions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice up}. */
@Command(name = "up", description = "Runs everything in one process: admin API, local CA, an ingress node and an egress node.%n", footer = {
        "%nExamples:", "  sluice up                                   (the demo, in ./sluice-data)",
        "  sluice up --config config-samples/bookinfo",
        "  sluice up --data /var/lib/sluice --seal-key /etc/sluice/seal.key --namespace edge --no-demo",
        "  sluice up --port-map 80=80,443=443 --egress-port-map 80=3128 --bind 192.0.2.10",
        "  sluice up --admin-bind 0.0.0.0 --admin-port 9443 --status-bind 0.0.0.0 --status-port 15020",
        "  sluice up --access-log /var/log/sluice/access.log --access-log-format json --loops 4 --transport io_uring --drain-delay 10s --drain-deadline 2m --prewarm off",
        "  sluice up --config istio-config/ --allow-unenforced    (instead of 503 where a policy is not enforced yet)",
        "  kubectl --kubeconfig sluice-data/kubeconfig get gateways,virtualservices"})
public final class UpCommand implements Callable<Integer> {
    private static final String LOOPBACK = "127.0.0.1";
    private static final String ROOT_NAMESPACE = "istio-system";

    private final Edge edge;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Mixin private StoreOptions store = new StoreOptions();

    @Mixin private ServingOptions serving = new ServingOptions();

    @Option(names = "--egress-port-map", paramLabel = "G=B", converter = PortMap.Converter.class, description = "As --port-map, for the egress node. Default: unmapped.") private PortMap egressPortMap = new PortMap(
            Map.of());

    @Option(names = "--namespace", paramLabel = "N", defaultValue = "default", description = "Namespace of both nodes. Default: ${DEFAULT-VALUE}.") private String namespace = "default";

    @Option(names = "--no-demo", description = "Load no sample into an empty store, and start no demo upstream.") private boolean noDemo;

    public UpCommand(Edge edge) {
        this.edge = edge;
    }

    @Override
    public Integer call() throws InterruptedException {
        Lifetime lifetime = Lifetime.ofProcess();
        ConfigFiles files = ConfigFiles.read(store.config(), edge.stdin());
        DataFolder folder = DataFolder.at(store.data());
        var settings = new ControlSettings(new Engine.Sqlite(folder.store()), Optional.ofNullable(store.sealKey()), ROOT_NAMESPACE,
                store.adminBind(),
                store.adminPort(), serving.allowUnenforced());
        try (ControlPlane control = ControlPlane.start(folder, settings, edge)) {
            if (lifetime.leavesOff()) return Exit.OK;
            if (!files.documents().isEmpty() && !ConfigImport.run(control, files, spec.commandLine().getErr())) return Exit.FINDINGS;
            boolean demo = !noDemo && loadDemo(control);
            try (Installation installation = new Installation(control, folder, serving, bind(demo), edge)) {
                if (demo) installation.demo(namespace);
                if (lifetime.leavesOff()) return Exit.OK;
                installation.start(serving.portMap(), egressPortMap, namespace);
                if (!installation.announce(lifetime, spec.commandLine().getOut())) return Exit.OK;
                lifetime.await();
                installation.drain();
            }
        }
        return Exit.OK;
    }

    /** Whether there is a demo to start. */
    private boolean loadDemo(ControlPlane control) {
        if (store.config().isEmpty() && Demo.isEmpty(control.view())) {
            control.importObjects(Demo.hello(), "the hello sample, as the store was empty");
        }
        return Demo.isHeldBy(control.view());
    }

    /** A demo is for the one who started it, unless he says otherwise. */
    private String bind(boolean demo) {
        @Nullable String wanted = serving.bind();
        if (wanted != null) return wanted;
        return demo ? LOOPBACK : "";
    }
}
