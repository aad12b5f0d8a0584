package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.SealedBlobs;
import dev.sluice.admin.store.seal.SealKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;

/** Blobs in {@code sluice_blob}; written by the writer's thread. */
final class SqlSealedBlobs implements SealedBlobs {
    private final Readers readers;
    private final Bodies bodies;
    private final Runner writer;

    SqlSealedBlobs(Readers readers, Bodies bodies, Runner writer) {
        this.readers = readers;
        this.bodies = bodies;
        this.writer = writer;
    }

    /** Runs a task in a transaction of the writer and waits for it. */
    @FunctionalInterface
    interface Runner {
        <T> T run(Function<Handle, T> task);
    }

    @Override
    public Optional<Blob> get(String name) {
        return readers.read(handle -> Tables.blob(handle, name)).map(blob -> {
            try {
                return new Blob(blob.version(), bodies.openBlob(name, blob.sealed()));
            } catch (SealKeys.CannotUnseal damaged) {
                throw new UncheckedIOException(new IOException(damaged.getMessage(), damaged));
            }
        });
    }

    @Override
    public boolean put(String name, long expectedVersion, byte[] content) {
        byte[] sealed = bodies.sealBlob(name, content);
        return writer.run(handle -> Tables.putBlob(handle, name, expectedVersion, sealed));
    }
}
