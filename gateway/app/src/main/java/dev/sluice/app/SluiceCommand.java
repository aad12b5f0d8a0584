package dev.sluice.app;

import dev.sluice.app.cli.Version;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The command without a subcommand: shows what there is. */
@Command(name = "sluice", mixinStandardHelpOptions = true, scope = ScopeType.INHERIT, versionProvider = Version.class, synopsisSubcommandLabel = "COMMAND", sortOptions = false, usageHelpAutoWidth = true, exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
        "0:ok", "1:findings",
        "2:bad usage, or the command could not do its work"}, description = "An ingress and egress gateway that takes Istio configuration, live, through a Kubernetes-style API.%n")
final class SluiceCommand {
    /** Read before the command line is parsed, see {@link dev.sluice.app.cli.Settings}; here so that help shows it. */
    @Option(names = "--settings", scope = ScopeType.INHERIT, paramLabel = "FILE", description = "YAML file of flags without dashes, as 'admin-port: 9443'. Flags beat SLUICE_* variables, which beat this file.") String settings = "";
}
