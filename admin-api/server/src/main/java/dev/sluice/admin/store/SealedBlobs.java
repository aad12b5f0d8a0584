package dev.sluice.admin.store;

import java.util.Arrays;
import java.util.Optional;

/**
 * Small secrets that are no objects, encrypted at rest: the CA's state. Waits for the database: never on an event loop. Throws
 * {@link java.io.UncheckedIOException} where that fails.
 */
public interface SealedBlobs {
    Optional<Blob> get(String name);

    /** Puts {@code content} if the blob's version still is {@code expectedVersion} (0: there is none); false, and nothing changes, if not. */
    boolean put(String name, long expectedVersion, byte[] content);

    /** Not shown in {@code toString}. Equal only to itself. */
    final class Blob {
        private final long version;
        private final byte[] content;

        public Blob(long version, byte[] content) {
            this.version = version;
            this.content = content.clone();
        }

        /** Counted from 1. */
        public long version() {
            return version;
        }

        public byte[] content() {
            return Arrays.copyOf(content, content.length);
        }

        @Override
        public String toString() {
            return "Blob[version " + version + "]";
        }
    }
}
