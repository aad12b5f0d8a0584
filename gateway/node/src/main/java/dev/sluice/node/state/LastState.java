package dev.sluice.node.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.node.source.Position;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a node last held, in one file: a line of JSON per object, and a last line with the position and a SHA-256 of all lines before it. It is written
 * beside the old one, synced and moved over it, so that a crash leaves one of the two whole. Mode 0600: it holds Secrets.
 */
public final class LastState {
    private static final String FILE = "last-state.jsonl";
    private final Path folder;
    private final ObjectMapper json = new ObjectMapper();

    /**
     * One object.
     *
     * @param newest as the source has it
     * @param good the last version that could be used; null if none could
     */
    public record Entry(ObjectNode newest, @Nullable ObjectNode good) {}

    public record Saved(Position position, List<Entry> entries) {
        public Saved {
            entries = List.copyOf(entries);
        }
    }

    /** What reading came to. */
    public sealed interface Loaded {
        record State(Saved saved) implements Loaded {}

        record Nothing() implements Loaded {}

        /** There is a file that is not whole; it is left where it is until the next one replaces it. */
        record Damaged(String why) implements Loaded {}
    }

    public LastState(Path folder) {
        this.folder = folder;
    }

    public void save(Saved state) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve(FILE);
        Path next = folder.resolve(FILE + ".new");
        Files.deleteIfExists(next);
        var mode = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (var channel = FileChannel.open(next, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), mode)) {
            write(state, new BufferedOutputStream(Channels.newOutputStream(channel), 65_536));
            channel.force(true);
        }
        try {
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            throw new IOException("the file system of " + folder + " cannot replace a file atomically", e);
        }
        try (var directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
    }

    private void write(Saved state, OutputStream to) throws IOException {
        var out = new DigestOutputStream(to, sha256());
        for (Entry entry : state.entries()) {
            ObjectNode line = json.createObjectNode();
            line.set("object", entry.newest());
            if (entry.good() == null) line.putNull("good");
            else if (!entry.newest().equals(entry.good())) line.set("good", entry.good());
            out.write(json.writeValueAsBytes(line));
            out.write('\n');
        }
        ObjectNode last = json.createObjectNode();
        switch (state.position()) {
            case Position.Bookmark at -> last.putObject("bookmark").put("storeId", at.storeId()).put("configRevision", at.configRevision())
                    .put("runtimeRevision", at.runtimeRevision()).put("digest", at.digest());
            case Position.Files files -> last.putObject("files");
        }
        last.put("sha256", HexFormat.of().formatHex(out.getMessageDigest().digest()));
        to.write(json.writeValueAsBytes(last));
        to.write('\n');
        to.flush();
    }

    public Loaded load() {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(folder.resolve(FILE));
        } catch (NoSuchFileException e) {
            return new Loaded.Nothing();
        } catch (IOException e) {
            return new Loaded.Damaged("it cannot be read: " + e);
        }
        int end = bytes.length - 1;
        if (end < 0 || bytes[end] != '\n') return new Loaded.Damaged("its last line is not whole");
        int last = end;
        while (last > 0 && bytes[last - 1] != '\n') last--;
        try {
            JsonNode trailer = json.readTree(bytes, last, end - last);
            MessageDigest sum = sha256();
            sum.update(bytes, 0, last);
            if (!trailer.path("sha256").asText("").equals(HexFormat.of().formatHex(sum.digest())))
                return new Loaded.Damaged("its checksum does not fit");
            return new Loaded.State(new Saved(position(trailer), entries(bytes, last)));
        } catch (IOException e) {
            // Not e's message: it may quote a Secret.
            return new Loaded.Damaged("it is not JSON");
        }
    }

    private static Position position(JsonNode trailer) {
        JsonNode at = trailer.path("bookmark");
        if (at.isMissingNode()) return new Position.Files();
        return new Position.Bookmark(at.path("storeId").asText(""), at.path("configRevision").asLong(), at.path("runtimeRevision").asLong(),
                at.path("digest").asText(""));
    }

    private List<Entry> entries(byte[] bytes, int length) throws IOException {
        var entries = new ArrayList<Entry>();
        for (String text : new String(bytes, 0, length, StandardCharsets.UTF_8).split("\n")) {
            if (text.isEmpty()) continue;
            JsonNode line = json.readTree(text);
            if (!(line.get("object") instanceof ObjectNode object)) throw new JsonProcessingException("no object") {};
            JsonNode good = line.get("good");
            entries.add(new Entry(object, good == null ? object : good instanceof ObjectNode tree ? tree : null));
        }
        return entries;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
