package dev.sluice.node.source;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.Repetitions;
import dev.sluice.reader.ResourceReader;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.SourceRef;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads files and folders (by path; {@code .yaml}, {@code .yml}, {@code .json}; hidden names aside) and reads them again when they change. A change is
 * taken once the files have been quiet for one look, so that a file being written is not read half; {@link #reload} reads at once. What a file held
 * stays in force while the file cannot be parsed or opened.
 */
public final class FileSource implements ConfigSource {
    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final int MAX_DEPTH = 16;

    private final List<Path> paths;
    private final Duration lookEvery;
    private final BlockingQueue<Boolean> wake = new LinkedBlockingQueue<>();
    private final Object delivering = new Object();
    private Map<Path, Set<ObjectName>> namesByFile = new HashMap<>();
    private Map<Path, Content> contents = Map.of();
    private @Nullable Thread reader;
    private volatile boolean closed;

    /** What a file held when it was last read. A file of the same bytes holds the same, and is not parsed again because another one changed. */
    private record Content(ByteBuffer digest, List<ReadDocument> documents) {}

    /** What betrays a change. */
    private record Trace(long size, FileTime modified, @Nullable Object key) {}

    public FileSource(List<Path> paths) {
        this(paths, LOOK_EVERY);
    }

    FileSource(List<Path> paths, Duration lookEvery) {
        this.paths = List.copyOf(paths);
        this.lookEvery = lookEvery;
    }

    @Override
    public void start(SourceSink sink, @Nullable Held from) {
        reader = Thread.ofVirtual().name("sluice-config-files").start(() -> follow(sink));
    }

    @Override
    public void reload() {
        wake.add(true);
    }

    @Override
    public void report(ObjectNode status) {}

    @Override
    public void close() {
        synchronized (delivering) {
            closed = true;
        }
        if (reader != null) reader.interrupt();
    }

    private void follow(SourceSink sink) {
        try {
            Map<Path, Trace> read = look();
            deliver(sink, readAll(read.keySet()));
            Map<Path, Trace> seen = read;
            while (!closed) {
                boolean asked = wake.poll(lookEvery.toMillis(), TimeUnit.MILLISECONDS) != null;
                // Asked several times is asked once; but an asking that comes between two of these lines must not be lost.
                while (wake.poll() != null) asked = true;
                Map<Path, Trace> now = look();
                if (asked || !now.equals(read) && now.equals(seen)) {
                    deliver(sink, readAll(now.keySet()));
                    read = now;
                } else if (now.equals(read)) {
                    deliver(sink, null);
                }
                seen = now;
            }
        } catch (InterruptedException e) {
            // closed
        }
    }

    private void deliver(SourceSink sink, @Nullable Batch batch) {
        synchronized (delivering) {
            if (closed) return;
            if (batch == null) sink.confirmed(new Position.Files());
            else
                sink.transaction(batch);
        }
    }

    private Map<Path, Trace> look() {
        var traces = new LinkedHashMap<Path, Trace>();
        for (Path path : paths) {
            try (Stream<Path> found = Files.find(path, MAX_DEPTH, (file, attributes) -> attributes.isRegularFile() && wanted(path, file),
                    FileVisitOption.FOLLOW_LINKS)) {
                for (Path file : found.sorted().toList()) {
                    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
                    traces.put(file, new Trace(attributes.size(), attributes.lastModifiedTime(), attributes.fileKey()));
                }
            } catch (IOException | java.io.UncheckedIOException e) {
                // A path that cannot be looked at is read all the same, so that the fault is told where reading tells its faults.
                traces.put(path, new Trace(-1, FileTime.fromMillis(0), null));
            }
        }
        return traces;
    }

    /** A file that was named is read whatever it is called. */
    private static boolean wanted(Path root, Path file) {
        if (file.equals(root)) return true;
        for (Path part : root.relativize(file)) {
            if (part.toString().startsWith(".")) return false;
        }
        String name = file.getFileName().toString();
        return name.endsWith(".yaml") || name.endsWith(".yml") || name.endsWith(".json");
    }

    private Batch readAll(Set<Path> files) {
        var documents = new LinkedHashMap<Path, List<ReadDocument>>();
        var faults = new LinkedHashMap<Path, List<Diagnostic>>();
        var now = new HashMap<Path, Content>();
        for (Path file : files) {
            var ofFile = new ArrayList<Diagnostic>();
            Content content = read(file, ofFile);
            if (content != null) now.put(file, content);
            List<ReadDocument> read = content == null ? List.of() : content.documents();
            for (ReadDocument document : read) {
                if (document.ref() == null && document.hasErrors()) ofFile.addAll(document.diagnostics());
            }
            documents.put(file, read);
            if (!ofFile.isEmpty()) faults.put(file, ofFile);
        }
        contents = now;
        Map<ObjectName, Batch.Entry> put = objects(documents.values().stream().flatMap(List::stream).toList());
        var names = new HashMap<Path, Set<ObjectName>>();
        documents.forEach((file, read) -> {
            var here = new HashSet<ObjectName>();
            for (ReadDocument document : read) if (document.ref() != null) here.add(ObjectName.of(document.ref()));
            names.put(file, here);
        });
        var kept = new LinkedHashSet<ObjectName>();
        var all = new ArrayList<>(put.values());
        faults.forEach((file, ofFile) -> {
            all.add(new Batch.Entry(new ObjectName("File", "", file.toString()), null, null, ofFile));
            Set<ObjectName> before = namesIn(file);
            kept.addAll(before);
            names.computeIfAbsent(file, any -> new HashSet<>()).addAll(before);
        });
        namesByFile = names;
        kept.removeAll(put.keySet());
        return new Batch(true, all, List.of(), List.copyOf(kept), new Position.Files());
    }

    /** An object that stands in several places comes as one that cannot be used. */
    private static Map<ObjectName, Batch.Entry> objects(List<ReadDocument> documents) {
        var objects = new LinkedHashMap<ObjectName, Batch.Entry>();
        for (ReadDocument document : documents) {
            if (document.ref() == null) continue;
            ObjectName name = ObjectName.of(document.ref());
            objects.putIfAbsent(name, Batch.Entry.of(name, document));
        }
        for (Diagnostic one : Repetitions.of(documents)) {
            if (one.object() == null) continue;
            objects.computeIfPresent(ObjectName.of(one.object()), (name, first) -> {
                var diagnostics = new ArrayList<>(first.diagnostics());
                diagnostics.add(one);
                return new Batch.Entry(name, first.tree(), null, diagnostics);
            });
        }
        return objects;
    }

    /** What a file, or a folder that cannot be looked into any more, held when it was last read. */
    private Set<ObjectName> namesIn(Path path) {
        var names = new HashSet<ObjectName>();
        namesByFile.forEach((file, held) -> {
            if (file.startsWith(path)) names.addAll(held);
        });
        return names;
    }

    /** Null if the file cannot be read. */
    private @Nullable Content read(Path file, List<Diagnostic> faults) {
        String why;
        try {
            byte[] bytes = Files.readAllBytes(file);
            ByteBuffer digest = digest(bytes);
            Content before = contents.get(file);
            if (before != null && before.digest().equals(digest)) return before;
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return new Content(digest, ResourceReader.readText(file.toString(), text.toString()));
        } catch (CharacterCodingException e) {
            why = "it is not UTF-8";
        } catch (NoSuchFileException e) {
            why = "it does not exist";
        } catch (IOException e) {
            why = e.getClass().getSimpleName();
        }
        faults.add(new Diagnostic(SourceCode.UNREADABLE_FILE, null, "", "the file cannot be read: " + why,
                "what it held before stays in force",
                new SourceRef(file.toString(), 0)));
        return null;
    }

    private static ByteBuffer digest(byte[] bytes) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
