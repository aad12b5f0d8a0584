package dev.sluice.admin.store.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of a store: the first seals, all open, so a new key can be put on top of the file without a rewrite.
 *
 * <p>A sealed text is {@code version(1) keyId(8) salt(16) nonce(12) ciphertext tag(16)}, AES-256-GCM under a data key of its own, derived as
 * HMAC-SHA-256(key, "sluice sealed v1" || salt): salt and nonce together are 28 random bytes, so no number of writes brings a repeated nonce near.
 */
public final class SealKeys {
    private static final byte VERSION = 1;
    private static final int KEY_BYTES = 32;
    private static final int ID_BYTES = 8;
    private static final int SALT_BYTES = 16;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    private static final int HEAD_BYTES = 1 + ID_BYTES + SALT_BYTES + NONCE_BYTES;
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(PosixFilePermission.GROUP_READ, PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_WRITE);

    private final List<byte[]> keys;
    private final SecureRandom random;

    private SealKeys(List<byte[]> keys, SecureRandom random) {
        this.keys = keys;
        this.random = random;
    }

    /**
     * Reads a key file: one key a line, 32 bytes in base64; empty lines and lines that begin with # are skipped.
     *
     * @throws IOException with a message for the operator (never with the content) if it cannot be read or others may read it
     */
    public static SealKeys read(Path file, SecureRandom random) throws IOException {
        Set<PosixFilePermission> open = Files.getPosixFilePermissions(file);
        open.retainAll(OTHERS);
        if (!open.isEmpty()) {
            throw new IOException("the seal key file " + file + " may be read or written by others; mend it with: chmod 600 " + file);
        }
        var keys = new ArrayList<byte[]>();
        int line = 0;
        for (String text : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            line++;
            if (text.isBlank() || text.startsWith("#")) continue;
            keys.add(key(file, line, text.strip()));
        }
        if (keys.isEmpty()) throw new IOException("the seal key file " + file + " has no key; it needs a line of 32 bytes in base64");
        return new SealKeys(keys, random);
    }

    private static byte[] key(Path file, int line, String text) throws IOException {
        byte[] key;
        try {
            key = Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException notBase64) {
            // The cause would quote the key.
            throw new IOException("line " + line + " of the seal key file " + file
                    + " is not base64; it must be 32 bytes as 'openssl rand -base64 32' prints them");
        }
        if (key.length != KEY_BYTES) {
            throw new IOException(
                    "line " + line + " of the seal key file " + file + " has " + key.length + " bytes, expected " + KEY_BYTES
                            + ", as 'openssl rand -base64 32' prints them");
        }
        return key;
    }

    /** Makes a file with one new key, readable by its owner alone. Fails if the file exists. */
    public static void create(Path file, SecureRandom random) throws IOException {
        var key = new byte[KEY_BYTES];
        random.nextBytes(key);
        String text = "# Opens what the store beside it seals. Keep a copy apart from the store's backups.\n"
                + Base64.getEncoder().encodeToString(key)
                + "\n";
        // Whole or not at all: half a key file would keep the store shut for ever.
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(draft, text, StandardOpenOption.SYNC);
        Files.createLink(file, draft);
        Files.delete(draft);
    }

    /** Names the sealing key without telling anything of it: 16 hexadecimal digits. */
    public String id() {
        return HexFormat.of().formatHex(id(keys.getFirst()));
    }

    /** @param context what the text belongs to; opening it elsewhere fails */
    public byte[] seal(byte[] text, String context) {
        byte[] key = keys.getFirst();
        var salt = new byte[SALT_BYTES];
        var nonce = new byte[NONCE_BYTES];
        random.nextBytes(salt);
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, key, salt, nonce, context).doFinal(text);
            return ByteBuffer.allocate(HEAD_BYTES + sealed.length).put(VERSION).put(id(key)).put(salt).put(nonce).put(sealed).array();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK cannot do AES-256-GCM", impossible);
        }
    }

    /** @throws CannotUnseal if no key fits, or the bytes are not what {@link #seal} made for this context */
    public byte[] open(byte[] sealed, String context) throws CannotUnseal {
        if (sealed.length < HEAD_BYTES + TAG_BITS / 8 || sealed[0] != VERSION) throw new CannotUnseal(context + ": not a sealed text");
        byte[] id = Arrays.copyOfRange(sealed, 1, 1 + ID_BYTES);
        byte[] salt = Arrays.copyOfRange(sealed, 1 + ID_BYTES, 1 + ID_BYTES + SALT_BYTES);
        byte[] nonce = Arrays.copyOfRange(sealed, HEAD_BYTES - NONCE_BYTES, HEAD_BYTES);
        for (byte[] key : keys) {
            if (!Arrays.equals(id, id(key))) continue;
            try {
                return cipher(Cipher.DECRYPT_MODE, key, salt, nonce, context).doFinal(sealed, HEAD_BYTES, sealed.length - HEAD_BYTES);
            } catch (GeneralSecurityException broken) {
                throw new CannotUnseal(context + ": the sealed text is damaged or belongs elsewhere");
            }
        }
        throw new CannotUnseal(context + ": sealed with key " + HexFormat.of().formatHex(id) + ", which is not in the seal key file");
    }

    private static Cipher cipher(int mode, byte[] key, byte[] salt, byte[] nonce, String context) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        mac.update("sluice sealed v1".getBytes(StandardCharsets.US_ASCII));
        byte[] dataKey = mac.doFinal(salt);
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(dataKey, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        cipher.updateAAD(context.getBytes(StandardCharsets.UTF_8));
        return cipher;
    }

    private static byte[] id(byte[] key) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("sluice seal key id".getBytes(StandardCharsets.US_ASCII));
            return Arrays.copyOf(digest.digest(key), ID_BYTES);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this JDK cannot do SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return "SealKeys[" + id() + ", " + keys.size() + "]";
    }

    /** What was sealed cannot be opened. The message names the object, never content. */
    public static final class CannotUnseal extends Exception {
        CannotUnseal(String message) {
            super(message);
        }
    }
}
