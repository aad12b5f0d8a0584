package dev.sluice.app.validate;

import dev.sluice.admin.credential.Credentials;
import dev.sluice.app.cli.Edge;
import dev.sluice.app.cli.Exit;
import dev.sluice.app.cli.Failure;
import dev.sluice.app.cli.OutputFormat;
import dev.sluice.app.files.ConfigFiles;
import dev.sluice.app.files.DiagnosticPrinter;
import dev.sluice.app.options.ViewOptions;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.DiagnosticCode;
import dev.sluice.resources.Gateway;
import dev.sluice.resources.Secret;
import dev.sluice.resources.Severity;
import dev.sluice.rules.compile.Compiler;
import dev.sluice.rules.compile.FleetFindings;
import dev.sluice.rules.compile.NodeView;
import dev.sluice.rules.compile.NodeView.Role;
import dev.sluice.rules.compile.ResourceSet;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice validate}. */
@Command(name = "validate", description = "Checks configuration files offline with the engine that the gateways run.%n", footer = {
        "%nExamples:", "  sluice validate config-samples/canary",
        "  sluice validate --strict -o json my-config/",
        "  sluice validate --role ingress --namespace edge --labels istio=ingressgateway my-config/   (as that node sees it)",
        "  kubectl get vs,gw,dr,se -A -o yaml | sluice validate -",
        "  sluice validate --explain SL0010        (what a code means; 'all' for every one)"})
public final class ValidateCommand implements Callable<Integer> {
    private final Edge edge;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call()
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "PATH", description = "Files and folders (YAML, JSON); - is standard input.") private List<String> paths = List
            .of();

    @Mixin private ViewOptions view = new ViewOptions();

    @Option(names = "--strict", description = "End with 1 on warnings, too.") private boolean strict;

    @Option(names = "--explain", paramLabel = "CODE", description = "Tell what a diagnostic code means, and how to mend it; 'all' tells of every one.") private String code = "";

    @Option(names = {"-o",
            "--output"}, paramLabel = "FORMAT", description = "text or json. Default: text.") private OutputFormat output = OutputFormat.TEXT;

    public ValidateCommand(Edge edge) {
        this.edge = edge;
    }

    @Override
    public Integer call() {
        if (!code.isEmpty()) return explain();
        if (paths.isEmpty()) throw new ParameterException(spec.commandLine(), "Missing required parameter: PATH (or --explain CODE)");
        ConfigFiles files = ConfigFiles.read(paths, edge.stdin());
        List<Diagnostic> found = check(files, view.view(), edge.clock().instant());
        PrintWriter out = spec.commandLine().getOut();
        switch (output) {
            case JSON -> out.println(DiagnosticPrinter.json(found));
            case TEXT -> {
                out.print(DiagnosticPrinter.text(found));
                out.println(summary(files) + ": " + DiagnosticPrinter.summary(found));
            }
        }
        Severity bar = strict ? Severity.WARNING : Severity.ERROR;
        return found.stream().anyMatch(one -> one.severity().compareTo(bar) <= 0) ? Exit.FINDINGS : Exit.OK;
    }

    /** {@code 3 of 4 objects are sound, 2 more are of kinds not served here}. */
    private static String summary(ConfigFiles files) {
        long skipped = files.documents().stream().filter(one -> one.ref() == null && !one.hasErrors()).count();
        return files.resources().size() + " of " + (files.documents().size() - skipped) + " objects are sound"
                + (skipped == 0 ? "" : ", " + skipped + " more " + (skipped == 1 ? "is of a kind" : "are of kinds") + " not served here");
    }

    /**
     * What the reader finds in each document, then what compiling all of them for {@code view} finds, then what the admin API would say of Gateways and
     * Secrets; each with its place.
     */
    static List<Diagnostic> check(ConfigFiles files, NodeView view, Instant now) {
        var found = new ArrayList<>(files.diagnostics());
        ResourceSet resources = ResourceSet.of(files.resources());
        found.addAll(files.located(new Compiler(view, false).compile(resources, 1).diagnostics()));
        found.addAll(files.located(FleetFindings.of(resources, nodes(view))));
        found.addAll(files.located(
                Credentials.check(resources.all(Secret.class), resources.all(Gateway.class), Set.of(view.namespace()), now)));
        return found;
    }

    /** A Gateway for the other node of {@code up} is no fault, though {@code view} does not serve it. */
    private static List<NodeView> nodes(NodeView view) {
        var nodes = new ArrayList<>(List.of(view));
        for (Role role : List.of(Role.INGRESS, Role.EGRESS))
            nodes.add(new NodeView(role, view.namespace(), ViewOptions.defaultsOf(role).values(), ""));
        return nodes;
    }

    private int explain() {
        PrintWriter out = spec.commandLine().getOut();
        if (code.equalsIgnoreCase("all")) {
            out.print(Catalogue.all().stream().map(Catalogue::page).collect(Collectors.joining("\n")));
            return Exit.OK;
        }
        DiagnosticCode known = Catalogue.find(code)
                .orElseThrow(() -> new Failure("no diagnostic has the code " + code + "; 'sluice validate --explain all' lists them"));
        out.print(Catalogue.page(known));
        return Exit.OK;
    }
}
