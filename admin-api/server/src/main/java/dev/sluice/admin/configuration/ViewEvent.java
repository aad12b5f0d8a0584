package dev.sluice.admin.configuration;

import dev.sluice.admin.store.StoredObject;

/** What a node hears of one object. */
sealed interface ViewEvent {
    StoredObject object();

    record Added(StoredObject object) implements ViewEvent {}

    record Modified(StoredObject object) implements ViewEvent {}

    record Deleted(StoredObject object) implements ViewEvent {}

    /** The object is still there, but no longer for this node. */
    record Hidden(StoredObject object) implements ViewEvent {}
}
