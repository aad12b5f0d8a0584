package dev.sluice.admin.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;

/**
 * One step of a write. The store sets {@code metadata.name}, {@code namespace}, {@code uid}, {@code resourceVersion}, {@code generation} and
 * {@code creationTimestamp} itself, whatever the tree says; a tree given here is given away.
 */
public sealed interface Operation {
    ObjectKey key();

    /** The object must not exist. */
    record Create(ObjectKey key, ObjectNode tree) implements Operation {
        public Create {
            Objects.requireNonNull(key);
            Objects.requireNonNull(tree);
        }
    }

    /** The object must exist; {@code tree} becomes the whole of it. */
    record Update(ObjectKey key, ObjectNode tree, Precondition precondition) implements Operation {
        public Update {
            Objects.requireNonNull(key);
            Objects.requireNonNull(tree);
            Objects.requireNonNull(precondition);
        }
    }

    /** Patches and upserts: the new tree is computed from the current one. The precondition is asked only where the object exists. */
    record Modify(ObjectKey key, Precondition precondition, Edit edit) implements Operation {
        public Modify {
            Objects.requireNonNull(key);
            Objects.requireNonNull(precondition);
            Objects.requireNonNull(edit);
        }
    }

    /** The object must exist. Deleting a namespace deletes all that lives in it, in the same transaction. */
    record Delete(ObjectKey key, Precondition precondition) implements Operation {
        public Delete {
            Objects.requireNonNull(key);
            Objects.requireNonNull(precondition);
        }
    }
}
