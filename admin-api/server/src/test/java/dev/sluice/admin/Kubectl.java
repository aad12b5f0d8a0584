package dev.sluice.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A real kubectl as a child process, with caches of its own. */
final class Kubectl {
    private final String binary;
    private final Path folder;
    private final Path kubeconfig;

    Kubectl(String binary, Path folder, Path kubeconfig) throws IOException {
        this.binary = binary;
        this.folder = Files.createDirectories(folder);
        this.kubeconfig = kubeconfig;
    }

    /** @param output both streams, as a person sees them */
    record Result(int exit, String output) {
        Result ok() {
            if (exit != 0) throw new AssertionError("exit " + exit + ": " + output);
            return this;
        }
    }

    Result run(String... arguments) throws IOException, InterruptedException {
        return run(Map.of(), arguments);
    }

    Result run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "out", ".txt");
        Process process = builder(environment, arguments).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        try {
            if (!process.waitFor(60, TimeUnit.SECONDS))
                throw new AssertionError("kubectl " + List.of(arguments) + " takes too long: " + Files.readString(output));
            return new Result(process.exitValue(), Files.readString(output));
        } finally {
            process.destroyForcibly();
        }
    }

    /** Started and left running; the caller ends it. */
    Process start(Path output, String... arguments) throws IOException {
        return builder(Map.of(), arguments).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    }

    private ProcessBuilder builder(Map<String, String> environment, String... arguments) {
        var command = new ArrayList<>(
                List.of(binary, "--kubeconfig", kubeconfig.toString(), "--cache-dir", folder.resolve("cache").toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command);
        builder.environment().put("HOME", folder.toString());
        builder.environment().put("KUBECTL_EXTERNAL_DIFF", "diff -u -N");
        builder.environment().putAll(environment);
        return builder;
    }

    Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text, StandardCharsets.UTF_8);
    }
}
