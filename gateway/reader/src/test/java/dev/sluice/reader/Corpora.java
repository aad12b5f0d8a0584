package dev.sluice.reader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** Real-world inputs beside the repository; tests that need them are skipped, and say so, where they are not. */
final class Corpora {
    private Corpora() {}

    static Path folder(String name) {
        String root = System.getenv("SLUICE_CORPORA");
        Assumptions.assumeTrue(root != null && Files.isDirectory(Path.of(root)),
                "SKIPPED: SLUICE_CORPORA names no folder with the corpora, " + name + " is not tested");
        return Path.of(root, name);
    }

    static List<Path> files(Path folder, String ending) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
