package dev.sluice.app.process;

import static org.awaitility.Awaitility.await;

import dev.sluice.app.Main;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command as a process of its own, on the class path of the tests: it can be killed, and hears signals. */
public final class SluiceProcess implements AutoCloseable {
    /** Long: the machine may be busy with other tests. */
    public static final Duration SOON = Duration.ofSeconds(60);

    private static final Duration START = Duration.ofSeconds(180);

    private final Process process;
    private final Path out;
    private final Path err;

    private SluiceProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /** @param logs folder for {@code NAME.out} and {@code NAME.err} */
    public static SluiceProcess start(Path logs, String name, List<String> arguments) throws IOException {
        return start(logs, name, Main.class, arguments);
    }

    /** @param main starts the command in its own way */
    public static SluiceProcess start(Path logs, String name, Class<?> main, List<String> arguments) throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
                System.getProperty("java.class.path"), "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED", main.getName()));
        command.addAll(arguments);
        Path out = logs.resolve(name + ".out");
        Path err = logs.resolve(name + ".err");
        var builder = new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
        // Compiled code is of no use to most tests; those that care give the option.
        builder.environment().put("SLUICE_PREWARM", "off");
        return new SluiceProcess(builder.start(), out, err);
    }

    /** As {@link #start(Path, String, List)}. */
    public static SluiceProcess start(Path logs, String name, String... arguments) throws IOException {
        return start(logs, name, List.of(arguments));
    }

    public static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Returns once it says that it is ready. */
    public SluiceProcess awaitReady() {
        await().atMost(START).failFast(() -> {
            if (!process.isAlive()) throw new AssertionError("it ended: " + output());
        }).until(() -> out().contains("sluice is ready"));
        return this;
    }

    public String out() {
        return text(out);
    }

    public String err() {
        return text(err);
    }

    /** Both. */
    public String output() {
        return out() + err();
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGKILL; returns once it is gone. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** @param name HUP, TERM ... */
    public void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
    }

    /** What it ends with by itself. */
    public int exit() throws InterruptedException {
        if (!process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)) throw new AssertionError("it does not end: " + err());
        return process.exitValue();
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
