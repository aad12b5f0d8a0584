package dev.sluice.node.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * A digest of a set of objects that does not depend on their order and follows each change at the cost of that change: the sum, modulo 2^256, of SHA-256
 * over {@code Kind/namespace/name/uid/resourceVersion} of each. Not thread-safe.
 */
public final class SetDigest {
    private static final int BYTES = 32;
    private final byte[] sum = new byte[BYTES];

    public SetDigest() {}

    /** A digest of its own that starts where {@code other} stands. */
    SetDigest(SetDigest other) {
        System.arraycopy(other.sum, 0, sum, 0, BYTES);
    }

    public void add(JsonNode object) {
        byte[] one = hash(object);
        int carry = 0;
        for (int i = BYTES - 1; i >= 0; i--) {
            int digit = (sum[i] & 0xff) + (one[i] & 0xff) + carry;
            sum[i] = (byte) digit;
            carry = digit >> 8;
        }
    }

    public void remove(JsonNode object) {
        byte[] one = hash(object);
        int borrow = 0;
        for (int i = BYTES - 1; i >= 0; i--) {
            int digit = (sum[i] & 0xff) - (one[i] & 0xff) - borrow;
            sum[i] = (byte) digit;
            borrow = digit < 0 ? 1 : 0;
        }
    }

    /** 64 lower-case hex digits. */
    public String hex() {
        return java.util.HexFormat.of().formatHex(sum);
    }

    private static byte[] hash(JsonNode object) {
        JsonNode metadata = object.path("metadata");
        String text = object.path("kind").asText("") + '/' + metadata.path("namespace").asText("") + '/' + metadata.path("name").asText("")
                + '/'
                + metadata.path("uid").asText("") + '/' + metadata.path("resourceVersion").asText("");
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
