package dev.sluice.app.up;

import dev.sluice.app.process.SluiceProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code sluice up} as a child process, on ports that are free, with curl and kubectl pointed at it. */
final class Sluice implements AutoCloseable {
    static final Duration SOON = SluiceProcess.SOON;

    private final SluiceProcess process;
    private final Path folder;

    private Sluice(SluiceProcess process, Path folder) {
        this.process = process;
        this.folder = folder;
    }

    /** Returns once it is ready. Its data lies in {@code folder/data}, where it finds what an earlier one left. */
    static Sluice up(Path folder, String... options) throws IOException {
        Sluice started = start(folder, options);
        started.process.awaitReady();
        return started;
    }

    static Sluice start(Path folder, String... options) throws IOException {
        var arguments = new ArrayList<>(List.of("up", "--data", folder.resolve("data").toString(), "--admin-port", "0", "--status-port",
                "0", "--loops", "1", "--access-log", "off"));
        if (!List.of(options).contains("--drain-delay")) arguments.addAll(List.of("--drain-delay", "0s"));
        if (!List.of(options).contains("--port-map")) arguments.addAll(List.of("--port-map", "80=0,443=0"));
        arguments.addAll(List.of(options));
        return new Sluice(SluiceProcess.start(folder, "up", arguments), folder);
    }

    SluiceProcess process() {
        return process;
    }

    String output() {
        return process.output();
    }

    Path kubeconfig() {
        return folder.resolve("data/kubeconfig");
    }

    Path authority() {
        return folder.resolve("data/ca.pem");
    }

    /** Where the Gateway's {@code port} is bound. */
    int port(int gatewayPort) {
        Matcher line = Pattern.compile("ingress .*port " + gatewayPort + " on (\\d+)").matcher(process.out());
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
    void terminate() throws IOException, InterruptedException {
        process.signal("TERM");
    }

    int exit() throws InterruptedException {
        return process.exit();
    }

    /** As {@code kill -9}; returns once it is gone. */
    void kill() throws InterruptedException {
        process.kill();
    }

    @Override
    public void close() {
        process.close();
    }
}
