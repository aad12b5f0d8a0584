package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.ObjectKey;
import java.math.BigInteger;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A set hash over all object rows: the sum of their hashes modulo 2^256. Found wrong at start, the database is not what was written (SQLite keeps no
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

    /** What the digest would be with {@code changes}, which are not kept. */
    byte[] with(Map<ObjectKey, Optional<byte[]>> changes) {
        BigInteger next = sum;
        for (var change : changes.entrySet()) {
            byte[] old = hashes.get(change.getKey());
            if (old != null) next = next.subtract(new BigInteger(1, old));
            if (change.getValue().isPresent()) next = next.add(new BigInteger(1, change.getValue().get()));
        }
        return bytes(next.mod(MODULUS));
    }

    byte[] value() {
        return bytes(sum);
    }

    private static byte[] bytes(BigInteger number) {
        byte[] minimal = number.toByteArray();
        var padded = new byte[32];
        int length = Math.min(minimal.length, padded.length);
        System.arraycopy(minimal, minimal.length - length, padded, padded.length - length, length);
        return padded;
    }
}
