package dev.sluice.dataplane.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.dataplane.tls.TestListeners;
import dev.sluice.rules.model.HttpOptions;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The conformance suite h2spec 2.2.0, all groups, strict. */
class H2specTest {
    @TempDir static Path folder;

    @BeforeAll
    static void unpack() throws IOException, InterruptedException {
        assumeTrue(System.getProperty("os.name").equals("Linux") && System.getProperty("os.arch").equals("amd64"),
                "h2spec runs on Linux x86_64 only: not tested here");
        Path archive = folder.resolve("h2spec.tar.gz");
        try (InputStream packed = H2specTest.class.getResourceAsStream("/h2spec/2.2.0/h2spec_linux_amd64.tar.gz")) {
            assertThat(packed).as("h2spec on the test class path").isNotNull();
            Files.copy(packed, archive);
        }
        assertThat(new ProcessBuilder("tar", "xzf", archive.toString(), "-C", folder.toString()).inheritIO().start().waitFor()).isZero();
    }

    @Test
    void shouldPassEveryCaseInClearText() throws Exception {
        try (var server = new EchoServer(HttpOptions.DEFAULT)) {
            assertThat(run(server.port())).contains("146 tests, 146 passed, 0 skipped, 0 failed");
        }
    }

    @Test
    void shouldPassEveryCaseOverTls() throws Exception {
        try (var server = new EchoServer(HttpOptions.DEFAULT, TestListeners.any("any.test"), TestListeners.secret("any.test"))) {
            assertThat(run(server.port(), "-t", "-k")).contains("146 tests, 146 passed, 0 skipped, 0 failed");
        }
    }

    private static String run(int port, String... more) throws IOException, InterruptedException {
        var command = new ArrayList<>(
                List.of(folder.resolve("h2spec").toString(), "-h", "127.0.0.1", "-p", Integer.toString(port), "-S", "-o", "2"));
        command.addAll(List.of(more));
        Path output = Files.createTempFile(folder, "h2spec", ".txt");
        Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
        process.waitFor();
        return Files.readString(output, StandardCharsets.UTF_8);
    }
}
