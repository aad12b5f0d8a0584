package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.transact.ArrayView;

/**
 * The newest committed state, as the writer knows it.
 *
 * @param lastStamp newest time given away, in microseconds since the epoch
 */
record Head(ArrayView view, long lastStamp) {}
