package dev.sluice.admin.store.sql;

import org.jspecify.annotations.Nullable;

/** Why a store cannot be used. The message is for the operator: what, where, and how to mend it. */
public final class StoreCannotOpen extends Exception {
    /** The closed set of causes. */
    public enum Cause {
        /** Another process uses the folder. */
        IN_USE,
        /** The data is not what was written. */
        DAMAGED,
        /** No seal key, not the one the data was sealed with, or a key file that others may read. */
        SEAL_KEY,
        /** Written by a newer version. */
        NEWER_SCHEMA,
        /** The folder or the database cannot be reached or used. */
        UNREACHABLE
    }

    private final Cause kind;

    StoreCannotOpen(Cause kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Cause kind() {
        return kind;
    }
}
