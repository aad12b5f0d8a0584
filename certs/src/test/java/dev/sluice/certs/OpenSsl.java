package dev.sluice.certs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The openssl command, as an opinion that is not ours. */
record OpenSsl(Path folder) {
    record Result(int exit, String output) {}

    static OpenSsl in(Path folder) {
        try {
            assumeTrue(new OpenSsl(folder).run("version").exit() == 0, "openssl answers");
        } catch (IllegalStateException e) {
            assumeTrue(false, "SKIPPED: openssl is not installed");
        }
        return new OpenSsl(folder);
    }

    Path file(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Result run(String... arguments) {
        var command = new ArrayList<>(List.of("openssl"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
