package dev.sluice.app.explain;

import dev.sluice.app.cli.Edge;
import dev.sluice.app.cli.Exit;
import dev.sluice.app.cli.Failure;
import dev.sluice.app.cli.OutputFormat;
import dev.sluice.app.files.ConfigFiles;
import dev.sluice.app.files.DiagnosticPrinter;
import dev.sluice.app.options.ViewOptions;
import dev.sluice.resources.Diagnostic;
import dev.sluice.rules.compile.Compilation;
import dev.sluice.rules.compile.Compiler;
import dev.sluice.rules.compile.ResourceSet;
import dev.sluice.rules.endpoints.EndpointAssembler;
import dev.sluice.rules.explain.ExplainRequest;
import dev.sluice.rules.explain.Explainer;
import dev.sluice.rules.explain.Explanation;
import dev.sluice.rules.explain.Step;
import dev.sluice.rules.snapshot.Snapshot;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice explain}. */
@Command(name = "explain", description = "Tells why a request gets its answer: listener, host, each rule that was tried and what of it failed, destination, endpoints.%n", footer = {
        "%nExamples:", "  sluice explain http://hello.example.com/ -f config-samples/hello",
        "  sluice explain https://hello.example.com/cart -X POST -H 'x-canary: always' --kubeconfig sluice-data/kubeconfig",
        "  sluice explain http://hello.example.com/ --kubeconfig sluice-data/kubeconfig --revision 7     (what it was then)",
        "  sluice explain https://shop.example.com/ --sni shop.example.com --port 443 -f my-config/ -o json",
        "  sluice explain https://shop.example.com/ --source 203.0.113.7 --principal spiffe://cluster.local/ns/a/sa/b -f my-config/",
        "  sluice explain http://shop.example.com/ --role ingress --namespace edge --labels istio=ingressgateway --allow-unenforced -f my-config/"})
public final class ExplainCommand implements Callable<Integer> {
    private final Edge edge;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Parameters(paramLabel = "URL", description = "As a client would ask for it: http or https, host, path, query.") private String url = "";

    @Option(names = {"-X", "--method"}, paramLabel = "METHOD", description = "Default: GET.") private String method = "GET";

    @Option(names = {"-H",
            "--header"}, paramLabel = "h:v", split = "\n", description = "A header of the request; may be repeated. Host replaces the URL's host.") private List<String> headers = List
                    .of();

    @Option(names = "--sni", paramLabel = "NAME", description = "Server name of the TLS handshake. Default: the host.") private @Nullable String sni;

    @Option(names = "--source", paramLabel = "IP", converter = AddressText.class, description = "Address of the client; rules on x-forwarded-for see it.") private @Nullable String source;

    @Option(names = "--principal", paramLabel = "ID", description = "Identity in the client's certificate, as spiffe://...; rules on x-forwarded-client-cert see it.") private @Nullable String principal;

    @Option(names = "--port", paramLabel = "N", description = "Port number in the Gateway, not the one it is mapped to. Default: the URL's if a Gateway has it, else 80 for http, 443 for https.") private @Nullable Integer port;

    @Option(names = {"-f",
            "--file"}, paramLabel = "PATH", split = "\n", arity = "1..*", description = "Files and folders to explain from; - is standard input.") private List<String> paths = List
                    .of();

    @Mixin private ViewOptions view = new ViewOptions();

    @Option(names = "--kubeconfig", paramLabel = "FILE", description = "Explain what a running installation serves: sluice-data/kubeconfig, or a node's own.") private @Nullable Path kubeconfig;

    @Option(names = "--revision", paramLabel = "N", description = "Configuration revision to explain, of those that the API still has; goes with an administrator's --kubeconfig. Default: the newest.") private @Nullable Long revision;

    @Option(names = "--allow-unenforced", description = "As the gateway does when it runs with this flag.") private boolean allowUnenforced;

    @Option(names = {"-o",
            "--output"}, paramLabel = "FORMAT", description = "text or json. Default: text.") private OutputFormat output = OutputFormat.TEXT;

    public ExplainCommand(Edge edge) {
        this.edge = edge;
    }

    @Override
    public Integer call() {
        if (paths.isEmpty() == (kubeconfig == null)) {
            throw new ParameterException(spec.commandLine(), "give either -f PATH... or --kubeconfig FILE");
        }
        if (revision != null && kubeconfig == null) {
            throw new ParameterException(spec.commandLine(), "--revision goes with --kubeconfig; files have no revisions");
        }
        AskedUrl asked = AskedUrl.parse(url);
        Map<String, String> fields = fields();
        Sources sources;
        if (kubeconfig == null) {
            ConfigFiles files = ConfigFiles.read(paths, edge.stdin());
            if (refused(files)) return Exit.FINDINGS;
            sources = Sources.of(files, paths, view.view());
        } else {
            if (!Files.exists(kubeconfig)) throw new Failure("no such file: " + kubeconfig);
            sources = LiveSources.read(kubeconfig, view.view(), revision, edge);
        }
        explain(asked, fields, sources);
        return Exit.OK;
    }

    /** No gateway would serve files with errors, so that there is nothing to explain. */
    private boolean refused(ConfigFiles files) {
        List<Diagnostic> errors = files.diagnostics().stream().filter(Diagnostic::isError).toList();
        if (errors.isEmpty()) return false;
        PrintWriter err = spec.commandLine().getErr();
        err.print(DiagnosticPrinter.text(errors));
        err.println("nothing is explained: no gateway takes these files");
        err.flush();
        return true;
    }

    private void explain(AskedUrl asked, Map<String, String> fields, Sources sources) {
        ResourceSet set = ResourceSet.of(sources.resources());
        Compilation compiled = new Compiler(sources.view(), allowUnenforced).compile(set, 1);
        Snapshot snapshot = compiled.snapshot();
        var told = new ArrayList<Step>();
        int gatewayPort = gatewayPort(asked, snapshot, told);
        var dns = Addresses.of(EndpointAssembler.names(set, snapshot.clusters().values()), words -> told.add(Step.of(words)));
        var endpoints = EndpointAssembler.assemble(set, snapshot.clusters().values(), dns);
        String host = fields.remove("host");
        var request = new ExplainRequest(asked.scheme(), host == null ? asked.authority() : host, gatewayPort, method, asked.target(),
                fields,
                sni == null && host != null && asked.scheme().equals("https") ? asked.host() : sni, source, principal);
        Explanation explanation = Explainer.explain(set, sources.view(), compiled, endpoints, request);
        told.addAll(explanation.steps());
        var whole = new Explanation(explanation.status(), explanation.listener(), explanation.host(), explanation.route(),
                explanation.destination(), explanation.flag(), told);
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case JSON -> out.println(ExplanationPrinter.json(sources, whole));
            case TEXT -> out.print(ExplanationPrinter.text(request, sources, whole));
        }
        out.flush();
    }

    private int gatewayPort(AskedUrl asked, Snapshot snapshot, List<Step> told) {
        if (port != null) return port;
        if (asked.port() == 0) return asked.portOfScheme();
        if (snapshot.listeners().stream().anyMatch(one -> one.port() == asked.port())) return asked.port();
        told.add(Step.of("no Gateway has port " + asked.port() + " of the URL: taken for where port " + asked.portOfScheme()
                + " is bound (--port says otherwise)"));
        return asked.portOfScheme();
    }

    /** Names in lower case. */
    private Map<String, String> fields() {
        var fields = new LinkedHashMap<String, String>();
        for (String one : headers) {
            int colon = one.indexOf(':');
            if (colon < 1) throw new ParameterException(spec.commandLine(), "'" + one + "' is no header: expected name:value");
            fields.merge(one.substring(0, colon).strip().toLowerCase(Locale.ROOT), one.substring(colon + 1).strip(),
                    (first, next) -> first + "," + next);
        }
        return fields;
    }
}
