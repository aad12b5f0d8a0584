package dev.sluice.admin.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.Optional;

/**
 * Makes the new state of an object from its current one, inside the serialisation of writes, so that a patch or an upsert cannot race. Must be a
 * pure function: it may be asked again for the same write, and it runs on the writer's thread, so it neither waits nor throws.
 */
@FunctionalInterface
public interface Edit {
    /** @param current empty where no such object exists; its tree must be copied before it is changed */
    Result apply(Optional<StoredObject> current);

    /** What becomes of the object. */
    sealed interface Result {
        /** The object as a whole from now on. What the store sets in {@code metadata} may be missing or stale. */
        record To(ObjectNode tree) implements Result {
            public To {
                Objects.requireNonNull(tree);
            }
        }

        /** The write as a whole is refused. */
        record Declined(Reason reason) implements Result {
            public Declined {
                Objects.requireNonNull(reason);
            }
        }

        /** There is nothing to edit: {@link Refusal.NotFound}. */
        record Missing() implements Result {}
    }

    /** Why an edit declines; the store hands it back in {@link Refusal.Declined} without looking at it. */
    interface Reason {}
}
