package dev.sluice.admin.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.resources.Counter;
import java.time.Instant;
import java.util.Objects;

/**
 * One version of one object. Compared by identity of version, not by content: the same version is the same instance as long as the store keeps it
 * in memory, so whoever derives something from an object may key it by the instance.
 */
public final class StoredObject {
    private final ObjectKey key;
    private final Counter counter;
    private final String uid;
    private final long revision;
    private final long generation;
    private final Instant created;
    private final ObjectNode tree;

    /**
     * @param revision of {@code counter}; what {@code metadata.resourceVersion} says
     * @param generation 0 for kinds that have none
     * @param created as {@code metadata.creationTimestamp}: whole microseconds, never the same for two objects of a store
     * @param tree whole, with the metadata that the store sets; the caller gives it away and changes it no more
     */
    public StoredObject(ObjectKey key, Counter counter, String uid, long revision, long generation, Instant created, ObjectNode tree) {
        this.key = Objects.requireNonNull(key);
        this.counter = Objects.requireNonNull(counter);
        this.uid = Objects.requireNonNull(uid);
        this.revision = revision;
        this.generation = generation;
        this.created = Objects.requireNonNull(created);
        this.tree = Objects.requireNonNull(tree);
    }

    public ObjectKey key() {
        return key;
    }

    public Counter counter() {
        return counter;
    }

    public String uid() {
        return uid;
    }

    public long revision() {
        return revision;
    }

    public long generation() {
        return generation;
    }

    public Instant created() {
        return created;
    }

    /** Shared by all readers: whoever wants to change something takes a {@code deepCopy()} first. */
    public ObjectNode tree() {
        return tree;
    }

    /** Never the tree: it may be a Secret's. */
    @Override
    public String toString() {
        return key + " at " + revision;
    }
}
