package dev.sluice.admin.store.sql;

import dev.sluice.admin.store.ObjectKey;
import dev.sluice.resources.Counter;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** One version of an object as a row of {@code sluice_object} and of {@code sluice_journal} holds it. */
record ObjectRow(ObjectKey key, Counter counter, String uid, long revision, long generation, long createdMicros, Body body) {
    /** SHA-256 over all of it, so that a flipped bit anywhere shows. */
    byte[] hash() {
        MessageDigest digest = sha256();
        for (String text : new String[]{key.type().group(), key.type().plural(), key.namespace(), key.name(), counter.name(), uid}) {
            digest.update(text.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        digest.update(ByteBuffer.allocate(24).putLong(revision).putLong(generation).putLong(createdMicros).flip());
        switch (body) {
            case Body.Clear clear -> digest.update(clear.json().getBytes(StandardCharsets.UTF_8));
            case Body.Sealed sealed -> digest.update(sealed.bytes());
        }
        return digest.digest();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("this JDK cannot do SHA-256", impossible);
        }
    }
}
