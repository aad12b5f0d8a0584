package dev.sluice.node.source;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.reader.ReadDocument;
import dev.sluice.reader.ResourceReader;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The node's side of the configuration stream: what it knows as of the last bookmark, and what came since. Events count only once a bookmark closes
 * them and its digest agrees. Not thread-safe.
 */
final class View {
    private Map<ObjectName, ObjectNode> known = new LinkedHashMap<>();
    private SetDigest digest = new SetDigest();
    private Position.@Nullable Bookmark position;
    private final Map<ObjectName, Change> pending = new LinkedHashMap<>();

    private sealed interface Change {
        record Put(ObjectNode object) implements Change {}

        record Remove() implements Change {}
    }

    /** What an event came to. */
    sealed interface Outcome {
        /** Nothing yet. */
        record Collected() implements Outcome {}

        /** A transaction is whole. */
        record Transaction(Batch batch) implements Outcome {}

        /** A bookmark without news. */
        record Confirmed(Position.Bookmark position) implements Outcome {}

        /** The stream cannot go on from here: everything must be listed anew. */
        record Relist(String why) implements Outcome {}

        /** The server ends the stream with an error. */
        record Failed(String why) implements Outcome {}
    }

    View() {}

    View(Position.Bookmark position, Collection<ObjectNode> objects) {
        for (ObjectNode object : objects) {
            known.put(ObjectName.of(object), object);
            digest.add(object);
        }
        this.position = position.digest().equals(digest.hex()) ? position : null;
    }

    /** Null if everything is to be listed. */
    Position.@Nullable Bookmark position() {
        return position;
    }

    /** A new connection: what no bookmark closed will come again. */
    void connected() {
        pending.clear();
    }

    /** The next connection lists everything. */
    void forgetPosition() {
        position = null;
        pending.clear();
    }

    Outcome event(JsonNode event) {
        JsonNode object = event.path("object");
        String type = event.path("type").asText("");
        if (type.equals("BOOKMARK")) return bookmark(object);
        if (type.equals("ERROR")) return error(object);
        if (!(object instanceof ObjectNode tree)) return new Outcome.Failed("an event of type '" + type + "' without an object");
        switch (type) {
            case "ADDED", "MODIFIED" -> pending.put(ObjectName.of(tree), new Change.Put(tree));
            case "DELETED" -> pending.put(ObjectName.of(tree), new Change.Remove());
            default -> {
                return new Outcome.Failed("an event of the unknown type '" + type + "'");
            }
        }
        return new Outcome.Collected();
    }

    private static Outcome error(JsonNode status) {
        String why = status.path("code").asInt() + " " + status.path("reason").asText("") + ": " + status.path("message").asText("");
        return status.path("code").asInt() == 410 ? new Outcome.Relist(why) : new Outcome.Failed(why);
    }

    private Outcome bookmark(JsonNode bookmark) {
        var next = new Position.Bookmark(bookmark.path("storeId").asText(""), bookmark.path("configRevision").asLong(),
                bookmark.path("runtimeRevision").asLong(), bookmark.path("digest").asText(""));
        boolean whole = position == null;
        var objects = whole ? new LinkedHashMap<ObjectName, ObjectNode>() : known;
        var sum = whole ? new SetDigest() : new SetDigest(digest);
        var removed = new ArrayList<ObjectName>();
        pending.forEach((name, change) -> {
            ObjectNode old = objects.get(name);
            if (old != null) sum.remove(old);
            switch (change) {
                case Change.Put put -> sum.add(put.object());
                case Change.Remove gone -> removed.add(name);
            }
        });
        if (!sum.hex().equals(next.digest())) {
            return new Outcome.Relist("the digest at " + next.configRevision() + "/" + next.runtimeRevision() + " is " + next.digest()
                    + ", the objects here give " + sum.hex());
        }
        var put = new ArrayList<Batch.Entry>();
        pending.forEach((name, change) -> {
            if (change instanceof Change.Put(ObjectNode object)) {
                objects.put(name, object);
                put.add(Batch.Entry.of(name, read(object)));
            } else {
                objects.remove(name);
            }
        });
        pending.clear();
        known = objects;
        digest = sum;
        position = next;
        return whole || !put.isEmpty() || !removed.isEmpty()
                ? new Outcome.Transaction(new Batch(whole, put, whole ? List.of() : removed, List.of(), next))
                : new Outcome.Confirmed(next);
    }

    private static ReadDocument read(ObjectNode object) {
        return ResourceReader.readTree(object, "configuration stream");
    }
}
