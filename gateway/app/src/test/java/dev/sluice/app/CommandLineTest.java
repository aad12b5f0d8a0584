package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.cli.Edge;
import dev.sluice.certs.SystemChance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

class CommandLineTest {
    private static final Edge EDGE = new Edge(InstantSource.system(), SystemChance.secure(), InputStream.nullInputStream());

    @TempDir Path folder;

    static Stream<String> commands() {
        return Main.commandLine(EDGE).getSubcommands().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void shouldExplainEachCommandWithExamples(String command) {
        Run run = Run.of(command, "--help");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("Usage: sluice " + command, "Examples:", "Exit codes:");
    }

    @Test
    void shouldShowEachOptionInAnExampleOfItsCommand() {
        var missing = new TreeSet<String>();
        addMissing(Main.commandLine(EDGE), missing);

        assertThat(missing).isEmpty();
    }

    private static void addMissing(CommandLine line, Set<String> missing) {
        for (CommandLine command : line.getSubcommands().values()) {
            String examples = String.join("\n", command.getCommandSpec().usageMessage().footer());
            for (OptionSpec option : command.getCommandSpec().options()) {
                boolean everywhere = option.inherited() || List.of("--help", "--version", "--settings").contains(option.longestName());
                boolean shown = Arrays.stream(option.names())
                        .anyMatch(name -> examples.contains(" " + name + " ") || examples.contains(" " + name + "\n")
                                || examples.endsWith(" " + name));
                if (!everywhere && !shown) missing.add(command.getCommandSpec().qualifiedName() + " " + option.longestName());
            }
            addMissing(command, missing);
        }
    }

    @Test
    void shouldEndWithTwoOnBadUsage() {
        assertThat(Run.of("nope")).satisfies(run -> {
            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.err()).contains("nope");
        });
        assertThat(Run.of("echo", "--port", "x").exit()).isEqualTo(2);
        assertThat(Run.of().exit()).isEqualTo(2);
        assertThat(Run.of("gateway", "--config", ".", "--transport", "dpdk").err()).contains("--transport",
                "'dpdk' is unknown: expected auto, epoll, io_uring, nio");
        assertThat(Run.of("gateway", "--config", ".", "--access-log-format", "xml").err()).contains("--access-log-format",
                "'xml' is unknown: expected json, text");
    }

    @Test
    void shouldTakeFlagsOverVariablesOverTheFileOverDefaults() throws IOException {
        Path file = Files.writeString(folder.resolve("settings.yaml"), "port: 1111\nname: file\nbind: 127.0.0.9\n");
        Map<String, String> environment = Map.of("SLUICE_SETTINGS", file.toString(), "SLUICE_NAME", "variable", "SLUICE_PORT", "2222");

        CommandLine echo = parse(environment, "echo", "--port", "3333");

        assertThat(echo.getCommandSpec().findOption("--port").<Integer>getValue()).isEqualTo(3333);
        assertThat(echo.getCommandSpec().findOption("--name").<String>getValue()).isEqualTo("variable");
        assertThat(echo.getCommandSpec().findOption("--bind").<String>getValue()).isEqualTo("127.0.0.9");
    }

    @Test
    void shouldTakeAnEmptyVariableForNone() throws IOException {
        Map<String, String> environment = Map.of("SLUICE_SETTINGS", "", "SLUICE_NAME", "", "SLUICE_PORT", "2222");

        CommandLine echo = parse(environment, "echo");

        assertThat(echo.getCommandSpec().findOption("--name").<String>getValue())
                .isEqualTo(parse(Map.of(), "echo").getCommandSpec().findOption("--name").<String>getValue());
        assertThat(echo.getCommandSpec().findOption("--port").<Integer>getValue()).isEqualTo(2222);
    }

    @Test
    void shouldSayWhereAWrongValueCameFrom() throws IOException {
        Path file = Files.writeString(folder.resolve("settings.yaml"), "port: many\n");

        Run variable = Run.with(Map.of("SLUICE_ADMIN_PORT", "abc"), "up");
        Run settings = Run.of("echo", "--settings", file.toString());
        Run flag = Run.with(Map.of("SLUICE_ADMIN_PORT", "1"), "up", "--admin-port", "abc");

        assertThat(variable.exit()).isEqualTo(2);
        assertThat(variable.err()).contains("'abc' is no port", "(from environment variable SLUICE_ADMIN_PORT)");
        assertThat(settings.exit()).isEqualTo(2);
        assertThat(settings.err()).contains("many", "(from 'port' of settings file " + file + ")");
        assertThat(flag.err()).contains("'abc' is no port").doesNotContain("environment variable");
    }

    @Test
    void shouldRefuseASettingsFileThatNamesNoFlag() throws IOException {
        Path file = Files.writeString(folder.resolve("settings.yaml"), "prot: 1111\n");

        Run run = Run.of("echo", "--settings", file.toString());

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("settings.yaml", "prot");
    }

    @Test
    void shouldSayWhichVariableIsNoSetting() {
        assertThat(Run.with(Map.of("SLUICE_PROT", "1"), "--version").err()).contains("SLUICE_PROT");
    }

    private static CommandLine parse(Map<String, String> environment, String command, String... options) {
        CommandLine line = Main.commandLine(EDGE);
        var arguments = new java.util.ArrayList<>(List.of(options));
        arguments.addFirst(command);
        Main.applySettings(line, EDGE, arguments, environment);
        line.parseArgs(arguments.toArray(String[]::new));
        return java.util.Objects.requireNonNull(line.getSubcommands().get(command));
    }
}
