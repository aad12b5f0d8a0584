package dev.sluice.admin.store.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.ResourceType;
import dev.sluice.admin.store.StoredKind;
import dev.sluice.admin.store.StoredObject;
import dev.sluice.admin.store.seal.SealKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/** Between objects in memory and rows: writes and reads trees, seals those of sealed kinds. Thread-safe. */
final class Bodies {
    private static final ObjectMapper JSON = JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES).build();

    private final SealKeys keys;
    private final Set<ResourceType> sealedTypes = new HashSet<>();

    Bodies(SealKeys keys, Collection<StoredKind> kinds) {
        this.keys = keys;
        for (StoredKind kind : kinds) {
            if (kind.sealed()) sealedTypes.add(kind.type());
        }
    }

    ObjectRow row(StoredObject object) {
        long created = ChronoUnit.MICROS.between(Instant.EPOCH, object.created());
        return new ObjectRow(object.key(), object.counter(), object.uid(), object.revision(), object.generation(), created, body(object));
    }

    private Body body(StoredObject object) {
        try {
            if (!sealedTypes.contains(object.key().type())) return new Body.Clear(JSON.writeValueAsString(object.tree()));
            return new Body.Sealed(
                    keys.seal(JSON.writeValueAsBytes(object.tree()), context(object.key(), object.uid(), object.revision())));
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("the tree of " + object + " cannot be written as JSON");
        }
    }

    /** Throws {@link UncheckedIOException} where the row is damaged; the message never quotes content. */
    StoredObject object(ObjectRow row) {
        ObjectNode tree = switch (row.body()) {
            case Body.Clear clear -> parse(row, clear.json().getBytes(StandardCharsets.UTF_8));
            case Body.Sealed sealed -> parse(row, open(row, sealed.bytes()));
        };
        return new StoredObject(row.key(), row.counter(), row.uid(), row.revision(), row.generation(),
                Instant.EPOCH.plus(row.createdMicros(), ChronoUnit.MICROS), tree);
    }

    private byte[] open(ObjectRow row, byte[] sealed) {
        try {
            return keys.open(sealed, context(row.key(), row.uid(), row.revision()));
        } catch (SealKeys.CannotUnseal damaged) {
            throw new UncheckedIOException(new IOException(damaged.getMessage(), damaged));
        }
    }

    private static ObjectNode parse(ObjectRow row, byte[] json) {
        try {
            if (JSON.readTree(json) instanceof ObjectNode tree) return tree;
        } catch (IOException damaged) {
            // Told below, without the cause: it would quote the text.
        }
        throw new UncheckedIOException(new IOException(row.key() + " at revision " + row.revision() + " is damaged in the database"));
    }

    private static String context(ObjectKey key, String uid, long revision) {
        return key + " " + uid + " " + revision;
    }

    byte[] sealBlob(String name, byte[] content) {
        return keys.seal(content, "blob " + name);
    }

    byte[] openBlob(String name, byte[] sealed) throws SealKeys.CannotUnseal {
        return keys.open(sealed, "blob " + name);
    }
}
