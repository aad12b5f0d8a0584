package dev.sluice.admin.store.sql;

/** An object's tree as a row holds it. */
sealed interface Body {
    record Clear(String json) implements Body {}

    record Sealed(byte[] bytes) implements Body {}
}
