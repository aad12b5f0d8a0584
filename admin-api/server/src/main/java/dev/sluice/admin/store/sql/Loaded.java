package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.StoredObject;
import dev.sluice.admin.store.transact.ArrayView;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** What a start finds in the database. */
record Loaded(Meta meta, Head head, StateDigest digest, boolean intact) {
    static Loaded from(Handle handle, Bodies bodies) {
        Meta meta = Tables.meta(handle, "").orElseThrow(() -> new IllegalStateException("sluice_meta has no row"));
        var digest = new StateDigest();
        var objects = new ArrayList<StoredObject>();
        var rows = Tables.objects(handle);
        for (ObjectRow row : rows) digest.put(row.key(), Optional.of(row.hash()));
        boolean intact = Arrays.equals(digest.value(meta.head(), meta.lastStamp()), meta.stateDigest());
        if (intact) {
            for (ObjectRow row : rows) objects.add(bodies.object(row));
        }
        return new Loaded(meta, new Head(ArrayView.of(meta.head(), objects), meta.lastStamp()), digest, intact);
    }
}
