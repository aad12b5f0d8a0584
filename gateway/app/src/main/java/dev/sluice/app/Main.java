package dev.sluice.app;

import dev.sluice.app.admin.AdminCommand;
import dev.sluice.app.admin.NodeConfigCommand;
import dev.sluice.app.cli.Edge;
import dev.sluice.app.cli.Exit;
import dev.sluice.app.cli.Failure;
import dev.sluice.app.cli.Preload;
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
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/** Where the process starts: the only class that reads its environment and ends it. */
public final class Main {
    private static final Set<String> SERVING = Set.of("up", "gateway");
    private static final Map<String, Function<Edge, CommandLine>> COMMANDS = commands();

    private Main() {}

    public static void main(String[] arguments) {
        ServingVertx.prepareProcess();
        var out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        if (arguments.length > 0 && SERVING.contains(arguments[0])) Preload.begin();
        System.exit(run(List.of(arguments), System.getenv(), out, err));
    }

    /** Runs one command to its end and says how it ended. */
    static int run(List<String> arguments, Map<String, String> environment, PrintWriter out, PrintWriter err) {
        var edge = new Edge(InstantSource.system(), SystemChance.secure(), System.in);
        String first = arguments.isEmpty() ? "" : arguments.getFirst();
        CommandLine line = commandLine(edge, COMMANDS.containsKey(first) ? Set.of(first) : COMMANDS.keySet()).setOut(out).setErr(err);
        try {
            applySettings(line, edge, arguments, environment);
            return line.execute(arguments.toArray(String[]::new));
        } catch (Failure e) {
            err.println("sluice: " + e.getMessage());
            return Exit.FAILURE;
        } finally {
            out.flush();
            err.flush();
        }
    }

    private static Map<String, Function<Edge, CommandLine>> commands() {
        var all = new LinkedHashMap<String, Function<Edge, CommandLine>>();
        all.put("up", edge -> new CommandLine(new UpCommand(edge)));
        all.put("admin", edge -> new CommandLine(new AdminCommand(edge)).addSubcommand("node-config", new NodeConfigCommand(edge)));
        all.put("gateway", edge -> new CommandLine(new GatewayCommand(edge)));
        all.put("validate", edge -> new CommandLine(new ValidateCommand(edge)));
        all.put("explain", edge -> new CommandLine(new ExplainCommand(edge)));
        all.put("echo", edge -> new CommandLine(new EchoCommand()));
        return Collections.unmodifiableMap(all);
    }

    static void applySettings(CommandLine line, Edge edge, List<String> arguments, Map<String, String> environment) {
        Set<String> own = optionsOf(line);
        Predicate<String> known = option -> own.contains(option) || optionsOf(commandLine(edge)).contains(option);
        Settings settings = Settings.from(arguments, environment, known);
        for (String unknown : settings.unknownVariables(known)) {
            line.getErr().println("sluice: " + unknown + " is no setting of sluice and is not used");
        }
        line.setDefaultValueProvider(settings);
        line.setParameterExceptionHandler(badUsage(arguments, settings));
    }

    /** All commands with their options. */
    static CommandLine commandLine(Edge edge) {
        return commandLine(edge, COMMANDS.keySet());
    }

    /** @param wanted names of commands; reading what the options of all are takes a good part of a start */
    private static CommandLine commandLine(Edge edge, Set<String> wanted) {
        var line = new CommandLine(new SluiceCommand());
        COMMANDS.forEach((name, command) -> {
            if (wanted.contains(name)) line.addSubcommand(name, command.apply(edge));
        });
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
