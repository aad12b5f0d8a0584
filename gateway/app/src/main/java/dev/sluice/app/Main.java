package dev.sluice.app;

import dev.sluice.app.admin.AdminCommand;
import dev.sluice.app.admin.NodeConfigCommand;
import dev.sluice.app.cli.Edge;
import dev.sluice.app.cli.Exit;
import dev.sluice.app.cli.Failure;
import dev.sluice.app.cli.Settings;
import dev.sluice.app.echo.EchoCommand;
import dev.sluice.app.explain.ExplainCommand;
import dev.sluice.app.gateway.GatewayCommand;
import dev.sluice.app.up.UpCommand;
import dev.sluice.app.validate.ValidateCommand;
import dev.sluice.certs.SystemChance;
import dev.sluice.dataplane.transport.ServingVertx;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where the process starts: the only class that reads its environment and ends it. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        ServingVertx.prepareProcess();
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        System.exit(run(List.of(arguments), System.getenv(), out, err));
    }

    /** Runs one command to its end and says how it ended. */
    static int run(List<String> arguments, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        CommandLine line = commandLine(new Edge(InstantSource.system(), SystemChance.secure(), System.in)).setOut(out).setErr(err);
        try {
            applySettings(line, arguments, environment);
            return line.execute(arguments.toArray(String[]::new));
        } catch (Failure e) {
            err.println("sluice: " + e.getMessage());
            return Exit.FAILURE;
        } finally {
            out.flush();
            err.flush();
        }
    }

    static void applySettings(CommandLine line, List<String> arguments, Map<String, String> environment) {
        Set<String> options = optionsOf(line);
        Settings settings = Settings.from(arguments, environment, options);
        for (String unknown : settings.unknownVariables(options)) {
            line.getErr().println("sluice: " + unknown + " is no setting of sluice and is not used");
        }
        line.setDefaultValueProvider(settings);
        line.setParameterExceptionHandler(badUsage(arguments, settings));
    }

    /** All commands with their options. */
    static CommandLine commandLine(Edge edge) {
        var line = new CommandLine(new SluiceCommand());
        line.addSubcommand("up", new UpCommand(edge));
        line.addSubcommand("admin", new CommandLine(new AdminCommand(edge)).addSubcommand("node-config", new NodeConfigCommand(edge)));
        line.addSubcommand("gateway", new GatewayCommand(edge));
        line.addSubcommand("validate", new ValidateCommand(edge));
        line.addSubcommand("explain", new ExplainCommand(edge));
        line.addSubcommand("echo", new EchoCommand());
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setExecutionExceptionHandler((failure, command, parsed) -> {
            if (failure instanceof Failure known) command.getErr().println("sluice: " + known.getMessage());
            else
                failure.printStackTrace(command.getErr());
            return Exit.FAILURE;
        });
        return line;
    }

    /** One line on what is wrong, where the value came from if not from the command line, and where help is; exit code 2. */
    private static IParameterExceptionHandler badUsage(List<String> arguments, Settings settings) {
        return (failure, parsed) -> {
            CommandLine command = failure.getCommandLine();
            String origin = failure.getArgSpec() instanceof OptionSpec option && !isGiven(option, arguments)
                    ? settings.originOf(option)
                    : "";
            command.getErr().println(failure.getMessage() + (origin.isEmpty() ? "" : " (from " + origin + ")"));
            if (!UnmatchedArgumentException.printSuggestions(failure, command.getErr()))
                command.getErr().println("'" + command.getCommandSpec().qualifiedName() + " --help' shows usage and examples");
            return Exit.FAILURE;
        };
    }

    private static boolean isGiven(OptionSpec option, List<String> arguments) {
        return Arrays.stream(option.names()).anyMatch(
                name -> arguments.stream().anyMatch(one -> one.equals(name) || one.startsWith(name + "=")
                        || name.length() == 2 && one.startsWith(name)));
    }

    private static Set<String> optionsOf(CommandLine line) {
        var names = new TreeSet<String>();
        for (OptionSpec option : line.getCommandSpec().options()) names.add(option.longestName().replaceFirst("^-+", ""));
        for (CommandLine sub : line.getSubcommands().values()) names.addAll(optionsOf(sub));
        return names;
    }
}
