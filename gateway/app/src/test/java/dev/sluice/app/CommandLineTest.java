package dev.sluice.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.cli.Edge;
import dev.sluice.certs.SystemChance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

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
    void shouldEndWithTwoOnBadUsage() {
        assertThat(Run.of("nope")).satisfies(run -> {
            assertThat(run.exit()).isEqualTo(2);
            assertThat(run.err()).contains("nope");
        });
        assertThat(Run.of("echo", "--port", "x").exit()).isEqualTo(2);
        assertThat(Run.of().exit()).isEqualTo(2);
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
        var arguments = new java.util.ArrayList<>(java.util.List.of(options));
        arguments.addFirst(command);
        Main.applySettings(line, arguments, environment);
        line.parseArgs(arguments.toArray(String[]::new));
        return java.util.Objects.requireNonNull(line.getSubcommands().get(command));
    }
}
