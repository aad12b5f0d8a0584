package dev.sluice.app.answers;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** Configurations with what Istio answered under them. */
record Corpus(Path folder) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** @param name {@code answers} or {@code answers-tls} */
    static Corpus named(String name) {
        String root = System.getenv("SLUICE_CORPORA");
        assumeTrue(root != null && Files.isDirectory(Path.of(root, "istio", name)), "SKIPPED: SLUICE_CORPORA does not hold istio/" + name);
        return new Corpus(Path.of(Objects.requireNonNull(root), "istio", name));
    }

    /** By number. */
    List<String> numbers() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).filter(file -> file.endsWith(".yaml"))
                    .map(file -> file.substring(0, file.length() - ".yaml".length())).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param ports from the recorded upstreams' ports to those of ours */
    String configuration(String number, Map<Integer, Integer> ports) {
        String text = read(number + ".yaml");
        for (var port : ports.entrySet()) text = text.replace(": " + port.getKey() + "}", ": " + port.getValue() + "}");
        return text;
    }

    JsonNode answers(String number) {
        try {
            return JSON.readTree(read(number + ".answers.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read(String file) {
        try {
            return Files.readString(folder.resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
