package dev.sluice.rules.answers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.ResourceReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The recorded configurations and answers, where {@code SLUICE_CORPORA} says they are. */
final class Corpus {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Corpus() {}

    static @Nullable Path folder(String name) {
        String corpora = System.getenv("SLUICE_CORPORA");
        if (corpora == null) return null;
        Path folder = Path.of(corpora, "istio", name);
        return Files.isDirectory(folder) ? folder : null;
    }

    static List<Path> configurations(Path folder) throws IOException {
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
        }
    }

    static List<ReadDocument> documents(Path configuration) throws IOException {
        return ResourceReader.readText(configuration.getFileName().toString(), Files.readString(configuration));
    }

    static JsonNode answers(Path configuration) throws IOException {
        return JSON.readTree(Files.readString(Path.of(configuration.toString().replace(".yaml", ".answers.json"))));
    }
}
