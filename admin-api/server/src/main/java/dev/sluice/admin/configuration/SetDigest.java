package dev.sluice.admin.configuration;

import dev.sluice.admin.store.StoredObject;
import dev.sluice.resources.Kind;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * A digest of a set of objects: the sum, modulo 2^256, of SHA-256 over {@code Kind/namespace/name/uid/resourceVersion} of each. Depends on no order,
 * and follows a change at the cost of that change. Not thread-safe.
 */
final class SetDigest {
    private static final BigInteger MODULUS = BigInteger.ONE.shiftLeft(256);

    private BigInteger sum = BigInteger.ZERO;

    void add(Kind kind, StoredObject object) {
        sum = sum.add(hash(kind, object)).mod(MODULUS);
    }

    void remove(Kind kind, StoredObject object) {
        sum = sum.subtract(hash(kind, object)).mod(MODULUS);
    }

    /** 64 lower-case hex digits. */
    String hex() {
        byte[] bytes = new byte[32];
        byte[] value = sum.toByteArray();
        int length = Math.min(value.length, 32);
        System.arraycopy(value, value.length - length, bytes, 32 - length, length);
        return HexFormat.of().formatHex(bytes);
    }

    private static BigInteger hash(Kind kind, StoredObject object) {
        String text = kind.kind() + '/' + object.key().namespace() + '/' + object.key().name() + '/' + object.uid() + '/'
                + object.revision();
        try {
            return new BigInteger(1, MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java runtime has SHA-256", impossible);
        }
    }
}
