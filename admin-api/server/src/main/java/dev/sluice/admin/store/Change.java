package dev.sluice.admin.store;

import java.util.Objects;

/** What happened to one object. */
public sealed interface Change {
    ObjectKey key();

    record Created(StoredObject object) implements Change {
        public Created {
            Objects.requireNonNull(object);
        }

        @Override
        public ObjectKey key() {
            return object.key();
        }
    }

    record Updated(StoredObject before, StoredObject after) implements Change {
        public Updated {
            Objects.requireNonNull(before);
            Objects.requireNonNull(after);
        }

        @Override
        public ObjectKey key() {
            return after.key();
        }
    }

    /** @param last the last state, with the deletion's revision as its own (also in {@code metadata.resourceVersion}) */
    record Deleted(StoredObject before, StoredObject last) implements Change {
        public Deleted {
            Objects.requireNonNull(before);
            Objects.requireNonNull(last);
        }

        @Override
        public ObjectKey key() {
            return last.key();
        }
    }

    /** The write asked for what is so already: no revision, no event. */
    record Unchanged(StoredObject object) implements Change {
        public Unchanged {
            Objects.requireNonNull(object);
        }

        @Override
        public ObjectKey key() {
            return object.key();
        }
    }
}
