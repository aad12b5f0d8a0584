package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.ObjectKey;
import dev.sluice.admin.store.Position;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A hash over the whole state: the sum of all object rows' hashes modulo 2^256, with the position and the newest time stamp. Found wrong at start, the database is not what was written (SQLite keeps no
 * checksums of its pages). Not thread-safe.
 */
final class StateDigest {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

    private final Map<ObjectKey, byte[]> hashes = new HashMap<>();
    private BigInteger sum = BigInteger.ZERO;

    /** @param hash empty: the object is no more */
    void put(ObjectKey key, Optional<byte[]> hash) {
        byte[] old = hash.isPresent() ? hashes.put(key, hash.get()) : hashes.remove(key);
        if (old != null) sum = sum.subtract(new BigInteger(1, old));
        if (hash.isPresent()) sum = sum.add(new BigInteger(1, hash.get()));
        sum = sum.mod(MODULUS);
    }

    /** What the digest would be with {@code changes}, which are not kept, at the position and time stamp that come with them. */
    byte[] with(Map<ObjectKey, Optional<byte[]>> changes, Position position, long lastStamp) {
        BigInteger next = sum;
        for (var change : changes.entrySet()) {
            byte[] old = hashes.get(change.getKey());
            if (old != null) next = next.subtract(new BigInteger(1, old));
            if (change.getValue().isPresent()) next = next.add(new BigInteger(1, change.getValue().get()));
        }
        return bytes(next.mod(MODULUS), position, lastStamp);
    }

    byte[] value(Position position, long lastStamp) {
        return bytes(sum, position, lastStamp);
    }

    private static byte[] bytes(BigInteger sum, Position position, long lastStamp) {
        MessageDigest digest = ObjectRow.sha256();
        digest.update(sum.toByteArray());
        digest.update(ByteBuffer.allocate(40).putLong(position.transaction()).putLong(position.configuration()).putLong(position.runtime())
                .putLong(position.fleet()).putLong(lastStamp).flip());
        return digest.digest();
    }
}
