package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.Position;

/** The one row of {@code sluice_meta}. */
record Meta(String storeId, byte[] sealCheck, Position head, Position compacted, long lastStamp, byte[] stateDigest) {}
