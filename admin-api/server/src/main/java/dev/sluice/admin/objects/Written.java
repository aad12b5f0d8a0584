package dev.sluice.admin.objects;

import dev.sluice.admin.store.StoredObject;
import java.util.List;

/** What a write left. */
public record Written(StoredObject object, List<String> warnings) {
    public Written {
        warnings = List.copyOf(warnings);
    }
}
