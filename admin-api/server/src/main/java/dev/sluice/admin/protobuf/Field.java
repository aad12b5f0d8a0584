package dev.sluice.admin.protobuf;

import java.util.Map;

/** How one numbered field of a message reads, and where it goes in JSON. */
record Field(String name, Type type) {
    /** What stands in a field. Kubernetes' encoder writes plain texts and numbers even when empty; those are left out, as in its JSON. */
    sealed interface Type {}

    enum Scalar implements Type {
        TEXT, NUMBER, FLAG,
        /** A pointer in Go: zero is a value. */
        OPTIONAL_NUMBER, OPTIONAL_FLAG, BYTES, TEXTS,
        /** A map from text to text. */
        TEXT_MAP,
        /** A map from text to bytes, base64 in JSON. */
        BYTES_MAP,
        /** Seconds and nanoseconds; a text in JSON, nothing if empty. */
        TIME, INT_OR_TEXT,
        /** The server's own; a client's word on it does not count. */
        IGNORED
    }

    record Message(Map<Integer, Field> fields) implements Type {}

    record Messages(Map<Integer, Field> fields) implements Type {}
}
