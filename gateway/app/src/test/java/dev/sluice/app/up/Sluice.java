package dev.sluice.app.up;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.SluiceMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code sluice up} as a child process, on ports that are free. */
final class Sluice implements AutoCloseable {
    /** Long: the machine may be busy with other tests. */
    static final Duration SOON = Duration.ofSeconds(60);

    private static final Duration START = Duration.ofSeconds(180);

    private final Process process;
    private final Path folder;
    private final Path out;
    private final Path err;

    private Sluice(Process process, Path folder, Path out, Path err) {
        this.process = process;
        this.folder = folder;
        this.out = out;
        this.err = err;
    }

    /** Returns once it is ready. Its data lies in {@code folder/data}, where it finds what an earlier one left. */
    static Sluice up(Path folder, String... options) throws IOException {
        Sluice started = start(folder, options);
        await().atMost(START).pollInterval(Duration.ofMillis(100)).untilAsserted(() -> {
            if (!started.process.isAlive()) throw new IllegalStateException("it ended: " + started.output());
            assertThat(Files.readString(started.out)).contains("sluice is ready");
        });
        return started;
    }

    static Sluice start(Path folder, String... options) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx256m",
                "-XX:TieredStopAtLevel=1", "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path"),
                SluiceMain.NAME, "up", "--data", folder.resolve("data").toString(), "--admin-port", "0", "--status-port", "0", "--loops",
                "1",
                "--access-log", "off", "--drain-delay", "0s"));
        if (!List.of(options).contains("--port-map")) command.addAll(List.of("--port-map", "80=0,443=0"));
        command.addAll(List.of(options));
        Path out = Files.createTempFile(folder, "up", ".out");
        Path err = Files.createTempFile(folder, "up", ".err");
        return new Sluice(new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile()).start(), folder, out, err);
    }

    String output() throws IOException {
        return Files.readString(out) + Files.readString(err);
    }

    Path kubeconfig() {
        return folder.resolve("data/kubeconfig");
    }

    Path authority() {
        return folder.resolve("data/ca.pem");
    }

    /** Where the Gateway's {@code port} is bound. */
    int port(int gatewayPort) throws IOException {
        Matcher line = Pattern.compile("ingress .*port " + gatewayPort + " on (\\d+)").matcher(Files.readString(out));
        if (!line.find()) throw new IllegalStateException("port " + gatewayPort + " is not bound: " + output());
        return Integer.parseInt(line.group(1));
    }

    /** What curl prints: the body, then the status on a line of its own. */
    String http(String host, String target, String... options) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("--connect-to", "::127.0.0.1:" + port(80)));
        arguments.addAll(List.of(options));
        arguments.add("http://" + host + target);
        return curl(arguments);
    }

    /** As {@link #http}, the certificate verified against the local authority. */
    String https(String host, String target, String... options) throws IOException, InterruptedException {
        var arguments = new ArrayList<>(List.of("--cacert", authority().toString(), "--connect-to", "::127.0.0.1:" + port(443)));
        arguments.addAll(List.of(options));
        arguments.add("https://" + host + target);
        return curl(arguments);
    }

    private String curl(List<String> arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of("curl", "-sS", "--path-as-is", "--noproxy", "*", "-m", "30", "-w", "\n%{http_code} %{http_version}"));
        command.addAll(arguments);
        return Tool.run(folder, command).output();
    }

    Tool.Result kubectl(String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of("kubectl", "--kubeconfig", kubeconfig().toString(), "--cache-dir", folder.resolve("cache").toString()));
        command.addAll(List.of(arguments));
        return Tool.run(folder, command);
    }

    /** As {@code kill}: asks it to end. */
    void terminate() {
        process.destroy();
    }

    int exit() throws InterruptedException {
        if (!process.waitFor(60, TimeUnit.SECONDS)) throw new AssertionError("it does not end");
        return process.exitValue();
    }

    /** As {@code kill -9}; returns once it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
