package dev.sluice.app.admin;

import dev.sluice.admin.store.sql.Engine;
import dev.sluice.app.cli.Edge;
import dev.sluice.app.cli.Exit;
import dev.sluice.app.cli.Failure;
import dev.sluice.app.cli.Lifetime;
import dev.sluice.app.control.ConfigImport;
import dev.sluice.app.control.ControlPlane;
import dev.sluice.app.control.ControlSettings;
import dev.sluice.app.files.ConfigFiles;
import dev.sluice.app.folder.DataFolder;
import dev.sluice.app.options.StoreOptions;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice admin}. */
@Command(name = "admin", description = "Runs the admin API alone, for nodes elsewhere.%n", footer = {
        "%nExamples:", "  sluice admin --data /var/lib/sluice --admin-bind 0.0.0.0 --admin-port 9443 --config my-config/",
        "  sluice admin --store jdbc:postgresql://db/sluice --seal-key /etc/sluice/seal.key",
        "  sluice admin --allow-unenforced             (nodes run with that flag, too)",
        "  sluice admin node-config edge-1 --labels istio=ingressgateway --server https://admin.example.com:9443 > edge-1.kubeconfig"})
public final class AdminCommand implements Callable<Integer> {
    private static final String ROOT_NAMESPACE = "istio-system";

    private final Edge edge;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Mixin private StoreOptions options = new StoreOptions();

    @Option(names = "--store", paramLabel = "URL", description = "JDBC URL: jdbc:postgresql://..., or jdbc:sqlite:FOLDER. Default: embedded, in the data folder.") private String store = "";

    @Option(names = "--allow-unenforced", description = "Judge as nodes started with that flag do: what is stored but not enforced yet makes no 503.") private boolean allowUnenforced;

    public AdminCommand(Edge edge) {
        this.edge = edge;
    }

    @Override
    public Integer call() throws InterruptedException {
        Lifetime lifetime = Lifetime.ofProcess();
        ConfigFiles files = ConfigFiles.read(options.config(), edge.stdin());
        DataFolder folder = DataFolder.at(options.data());
        var settings = new ControlSettings(engine(folder), Optional.ofNullable(options.sealKey()), ROOT_NAMESPACE, options.adminBind(),
                options.adminPort(),
                allowUnenforced);
        try (ControlPlane control = ControlPlane.start(folder, settings, edge)) {
            if (lifetime.leavesOff()) return Exit.OK;
            if (!files.documents().isEmpty() && !ConfigImport.run(control, files, spec.commandLine().getErr())) return Exit.FINDINGS;
            lifetime.started();
            PrintWriter out = spec.commandLine().getOut();
            out.println("admin API   " + control.url() + "   (kubectl --kubeconfig " + folder.kubeconfigFile() + " get gateways)");
            out.println("sluice is ready");
            lifetime.await();
        }
        return Exit.OK;
    }

    private Engine engine(DataFolder folder) {
        if (store.isEmpty()) return new Engine.Sqlite(folder.store());
        try {
            return Engine.of(store);
        } catch (IllegalArgumentException e) {
            throw new Failure("--store: " + e.getMessage(), e);
        }
    }
}
