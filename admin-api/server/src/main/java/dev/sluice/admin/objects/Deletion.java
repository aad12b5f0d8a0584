package dev.sluice.admin.objects;

import dev.sluice.admin.store.Precondition;
import dev.sluice.admin.store.StoredObject;
import java.util.List;

/** What became of a wish to delete. */
public sealed interface Deletion {
    /** @param last the object's last state */
    record Gone(StoredObject last, List<String> warnings) implements Deletion {
        public Gone {
            warnings = List.copyOf(warnings);
        }
    }

    /** It waits for its finalizers. */
    record Waiting(StoredObject object, List<String> warnings) implements Deletion {
        public Waiting {
            warnings = List.copyOf(warnings);
        }
    }

    /** @param precondition {@link Precondition#NONE} where the client has none */
    record Options(String actor, Precondition precondition, boolean dryRun) {}
}
