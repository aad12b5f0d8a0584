package dev.sluice.app.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.app.remote.ApiAccess;
import dev.sluice.app.remote.ApiAccess.Answer;
import dev.sluice.app.cli.Edge;
import dev.sluice.app.cli.Exit;
import dev.sluice.app.cli.Failure;
import dev.sluice.app.control.ControlPlane;
import dev.sluice.app.control.Instances;
import dev.sluice.app.folder.DataFolder;
import dev.sluice.app.folder.KubeconfigText;
import dev.sluice.app.options.ViewOptions;
import dev.sluice.certs.LocalAuthority;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice admin node-config}. */
@Command(name = "node-config", description = "Registers a node with the running admin API and prints its kubeconfig, which holds its private key.%n", footer = {
        "%nExamples:", "  sluice admin node-config edge-1 --role ingress --labels istio=ingressgateway > edge-1.kubeconfig",
        "  sluice admin node-config edge-2 --namespace edge --data /var/lib/sluice --server https://admin.example.com:9443 > edge-2.kubeconfig",
        "  sluice gateway --kubeconfig edge-1.kubeconfig"})
public final class NodeConfigCommand implements Callable<Integer> {
    private static final String INSTANCES = "/apis/sluice.dev/v1alpha1/gatewayinstances";
    private static final int CONFLICT = 409;

    private final Edge edge;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "Name of the node and of its GatewayInstance.") private String id = "";

    @Mixin private ViewOptions view = new ViewOptions();

    @Option(names = "--data", paramLabel = "DIR", defaultValue = "./sluice-data", description = "Data folder of the admin API: its authority and its kubeconfig are there. Default: ${DEFAULT-VALUE}.") private Path data = Path
            .of("sluice-data");

    @Option(names = "--server", paramLabel = "URL", description = "Where the node finds the admin API. Default: as the data folder's kubeconfig says.") private String server = "";

    public NodeConfigCommand(Edge edge) {
        this.edge = edge;
    }

    @Override
    public Integer call() {
        DataFolder folder = DataFolder.at(data);
        LocalAuthority authority = folder.existingAuthority(edge.clock(), edge.random());
        try (ApiAccess api = ApiAccess.with(folder.kubeconfigFile())) {
            register(api);
            String url = server.isEmpty() ? api.server().toString() : server;
            spec.commandLine().getOut()
                    .print(KubeconfigText.of(url, authority.certificatePem(), id, ControlPlane.nodeCredential(authority, id)));
            return Exit.OK;
        }
    }

    private void register(ApiAccess api) {
        ObjectNode wanted = Instances.of(id, view.view());
        Answer created = api.send("POST", INSTANCES, wanted);
        if (created.isSuccess()) return;
        if (created.status() != CONFLICT) throw new Failure("node " + id + " cannot be registered: " + created.message());
        JsonNode there = api.get(INSTANCES + "/" + id).body();
        if (!there.path("spec").equals(wanted.path("spec"))) {
            throw new Failure("a node " + id + " exists with another role, namespace or labels: " + there.path("spec")
                    + "; delete its GatewayInstance first, or choose another name");
        }
    }
}
