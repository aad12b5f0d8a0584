package dev.sluice.app.folder;

import dev.sluice.app.cli.Failure;
import dev.sluice.app.cli.FileTrouble;
import dev.sluice.certs.LocalAuthority;
import dev.sluice.certs.PemException;
import dev.sluice.certs.TrustDomain;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.InstantSource;

/** The folder in which {@code up} and {@code admin} keep everything that must outlive them. Readable by its owner alone. */
public final class DataFolder {
    private static final String FOLDER = "rwx------";
    private static final String SECRET = "rw-------";
    private static final String PUBLIC = "rw-r--r--";

    private final Path root;

    private DataFolder(Path root) {
        this.root = root;
    }

    /** Makes it, where it is missing. */
    public static DataFolder at(Path root) {
        try {
            if (!Files.isDirectory(root))
                Files.createDirectories(root, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(FOLDER)));
            return new DataFolder(root);
        } catch (IOException | UnsupportedOperationException e) {
            throw new Failure("data folder " + root + " cannot be made: " + FileTrouble.inWords(e), e);
        }
    }

    public Path root() {
        return root;
    }

    /** The local authority's certificate, for clients. */
    public Path authorityFile() {
        return root.resolve("ca.pem");
    }

    private Path authorityKeyFile() {
        return root.resolve("ca-key.pem");
    }

    /** An administrator's way in. */
    public Path kubeconfigFile() {
        return root.resolve("kubeconfig");
    }

    public Path store() {
        return root.resolve("store");
    }

    /** Where the node {@code id} keeps its last state. */
    public Path node(String id) {
        return root.resolve("nodes").resolve(id);
    }

    /** The authority kept here; a new one in a new folder. */
    public LocalAuthority authority(InstantSource clock, SecureRandom random) {
        boolean certificate = Files.exists(authorityFile());
        boolean key = Files.exists(authorityKeyFile());
        if (certificate != key) {
            throw new Failure("of " + authorityFile() + " and " + authorityKeyFile()
                    + " one is missing: put it back, or remove both for a new authority "
                    + "(all credentials issued so far become worthless)");
        }
        if (certificate) return load(clock, random);
        LocalAuthority fresh = LocalAuthority.create(TrustDomain.CLUSTER_LOCAL, clock, random);
        writeSecret(authorityKeyFile(), fresh.keyPem());
        write(authorityFile(), fresh.certificatePem(), PUBLIC);
        return fresh;
    }

    /** The authority of a folder that has one already. */
    public LocalAuthority existingAuthority(InstantSource clock, SecureRandom random) {
        if (!Files.exists(authorityKeyFile())) {
            throw new Failure(
                    "no authority in " + root + ": start 'sluice up' or 'sluice admin' with this --data once, or name another folder");
        }
        return load(clock, random);
    }

    private LocalAuthority load(InstantSource clock, SecureRandom random) {
        try {
            return LocalAuthority.load(Files.readString(authorityFile()), Files.readString(authorityKeyFile()), clock, random);
        } catch (IOException | PemException e) {
            throw new Failure("the authority in " + root + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Writes for the owner's eyes only; whole or not at all. */
    public void writeSecret(Path file, String text) {
        write(file, text, SECRET);
    }

    private static void write(Path file, String text, String permissions) {
        Path fresh = file.resolveSibling("." + file.getFileName() + ".new");
        try {
            Files.deleteIfExists(fresh);
            Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions)));
            try (FileChannel out = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                out.write(java.nio.ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
                out.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new Failure(file + " cannot be written: " + FileTrouble.inWords(e), e);
        }
    }
}
