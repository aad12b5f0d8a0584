package dev.sluice.app.files;

import dev.sluice.app.cli.Failure;
import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.Repetitions;
import dev.sluice.reader.ResourceReader;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.ObjectRef;
import dev.sluice.resources.Resource;
import dev.sluice.resources.SourceRef;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The objects of some files, in order: paths as given, folders by path, documents as they stand.
 *
 * @param documents all that was read, faulty ones too
 */
public record ConfigFiles(List<ReadDocument> documents) {
    /** How standard input is named. */
    private static final String STDIN = "-";

    public ConfigFiles {
        documents = List.copyOf(documents);
    }

    /**
     * Reads files and folders; of a folder, the YAML and JSON files in it and below.
     *
     * @param stdin read where a path is {@code -}
     * @throws Failure if a path does not exist, cannot be read, or is a folder without any such file
     */
    public static ConfigFiles read(List<String> paths, InputStream stdin) {
        var documents = new ArrayList<ReadDocument>();
        try {
            for (String path : paths) {
                if (path.equals(STDIN)) {
                    documents.addAll(ResourceReader.readText("stdin", new String(stdin.readAllBytes(), StandardCharsets.UTF_8)));
                } else {
                    for (Path file : filesOf(Path.of(path))) documents.addAll(ResourceReader.readText(file.toString(), text(file)));
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw new Failure("cannot read: " + e.getMessage(), e);
        }
        return new ConfigFiles(documents);
    }

    private static String text(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new Failure(file + " is not UTF-8", e);
        }
    }

    private static List<Path> filesOf(Path path) throws IOException {
        if (!Files.exists(path)) throw new Failure("no such file or folder: " + path);
        if (!Files.isDirectory(path)) return List.of(path);
        try (Stream<Path> below = Files.walk(path)) {
            List<Path> files = below.filter(Files::isRegularFile).filter(ConfigFiles::isConfig).sorted().toList();
            if (files.isEmpty()) throw new Failure("no .yaml, .yml or .json file in folder " + path);
            return files;
        }
    }

    private static boolean isConfig(Path file) {
        String name = String.valueOf(file.getFileName());
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json"));
    }

    /** What could be read without an error; of an object that stands in several places the first. */
    public List<Resource> resources() {
        var resources = new LinkedHashMap<ObjectRef, Resource>();
        for (ReadDocument document : documents) {
            if (document.resource() != null) resources.putIfAbsent(document.resource().ref(), document.resource());
        }
        return List.copyOf(resources.values());
    }

    /** What reading found, objects that stand in several places among it. */
    public List<Diagnostic> diagnostics() {
        var found = new ArrayList<Diagnostic>();
        for (ReadDocument document : documents) found.addAll(document.diagnostics());
        found.addAll(Repetitions.of(documents));
        return found;
    }

    /** Where {@code field} of an object of these files is written, of several places the first; {@link SourceRef#UNKNOWN} if none has the object. */
    public SourceRef place(ObjectRef object, String field) {
        for (ReadDocument document : documents) {
            if (object.equals(document.ref())) return document.locations().at(field);
        }
        return SourceRef.UNKNOWN;
    }

    /** {@code found} with file and line, where it is about an object of these files. */
    public List<Diagnostic> located(List<Diagnostic> found) {
        Map<ObjectRef, ReadDocument> byRef = new HashMap<>();
        for (ReadDocument document : documents) {
            if (document.ref() != null) byRef.putIfAbsent(document.ref(), document);
        }
        return found.stream().map(one -> {
            ReadDocument of = one.object() == null ? null : byRef.get(one.object());
            return of == null || !one.where().equals(SourceRef.UNKNOWN) ? one : one.at(of.locations().at(one.field()));
        }).toList();
    }
}
