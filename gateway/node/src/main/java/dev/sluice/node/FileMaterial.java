package dev.sluice.node;

import dev.sluice.certs.Credential;
import dev.sluice.certs.Pairing;
import dev.sluice.certs.Pem;
import dev.sluice.certs.PemException;
import dev.sluice.dataplane.TlsMaterial.KeyPair;
import dev.sluice.dataplane.TlsMaterial.Roots;
import dev.sluice.resources.Bytes;
import dev.sluice.rules.model.TlsTermination;
import dev.sluice.rules.model.TlsTermination.Pair;
import dev.sluice.rules.snapshot.Listener;
import dev.sluice.rules.snapshot.Listener.TlsServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Key material of the files on this node that Gateways name ({@code serverCertificate}, {@code privateKey}, {@code caCertificates}). Files are renewed one
 * after the other: a pair that does not fit together, or cannot be read, leaves the last good one in use, and says so. Reads the disk: not for an event
 * loop.
 */
final class FileMaterial {
    private static final long MAX_BYTES = 1 << 20;

    private final Set<Pair> wantedPairs;
    private final Set<String> wantedRoots;
    private final Map<Pair, Held<KeyPair>> pairs = new HashMap<>();
    private final Map<String, Held<Roots>> roots = new HashMap<>();
    private final Map<String, Instant> expiries = new TreeMap<>();
    private final Map<String, String> problems = new TreeMap<>();

    /** @param stamp of the files as they were last looked at */
    private record Held<T>(String stamp, @Nullable T good, @Nullable Instant notAfter, String problem) {}

    private FileMaterial(Set<Pair> wantedPairs, Set<String> wantedRoots) {
        this.wantedPairs = wantedPairs;
        this.wantedRoots = wantedRoots;
    }

    static FileMaterial none() {
        return new FileMaterial(Set.of(), Set.of());
    }

    /** @param before whose files, where unchanged, are not read again, and where they are no good now, stay in use */
    static FileMaterial of(List<Listener> listeners, FileMaterial before) {
        var pairs = new HashSet<Pair>();
        var roots = new HashSet<String>();
        for (Listener listener : listeners) {
            listener.tls().forEach((pattern, server) -> {
                if (!(server instanceof TlsServer.Https https)) return;
                TlsTermination.Files files = https.tls().files();
                pairs.addAll(files.pairs());
                if (!files.caCertificates().isEmpty()) roots.add(files.caCertificates());
            });
        }
        return read(pairs, roots, before);
    }

    /** The same files, as they are now. */
    FileMaterial again() {
        return read(wantedPairs, wantedRoots, this);
    }

    private static FileMaterial read(Set<Pair> pairs, Set<String> roots, FileMaterial before) {
        var read = new FileMaterial(pairs, roots);
        for (Pair pair : pairs) read.pairs.put(pair, pair(pair, before.pairs.get(pair)));
        for (String file : roots) read.roots.put(file, roots(file, before.roots.get(file)));
        read.pairs.forEach((pair, held) -> read.note(pair.certificate(), held));
        read.roots.forEach(read::note);
        return read;
    }

    private void note(String file, Held<?> held) {
        if (held.notAfter != null) expiries.put(file, held.notAfter);
        if (!held.problem.isEmpty()) problems.put(file, held.problem + (held.good == null ? "" : "; the one read before stays in use"));
    }

    private static Held<KeyPair> pair(Pair pair, @Nullable Held<KeyPair> before) {
        String stamp = stamp(pair.certificate()) + " " + stamp(pair.privateKey());
        if (before != null && before.stamp.equals(stamp)) return before;
        try {
            Bytes chain = content(pair.certificate());
            Bytes key = content(pair.privateKey());
            Credential credential = Credential.read(text(chain), text(key));
            if (!Pairing.belongTogether(credential.key(), credential.leaf().getPublicKey()))
                return kept(stamp, before, "the private key in " + pair.privateKey() + " is not the one of the certificate");
            return new Held<>(stamp, new KeyPair(chain, key), credential.leaf().getNotAfter().toInstant(), "");
        } catch (IOException | PemException | InvalidPathException e) {
            return kept(stamp, before, String.valueOf(e.getMessage()));
        }
    }

    private static Held<Roots> roots(String file, @Nullable Held<Roots> before) {
        String stamp = stamp(file);
        if (before != null && before.stamp.equals(stamp)) return before;
        try {
            Bytes certificates = content(file);
            Pem.readCertificates(text(certificates));
            return new Held<>(stamp, new Roots(certificates, List.of()), null, "");
        } catch (IOException | PemException | InvalidPathException e) {
            return kept(stamp, before, String.valueOf(e.getMessage()));
        }
    }

    private static <T> Held<T> kept(String stamp, @Nullable Held<T> before, String problem) {
        return before == null ? new Held<>(stamp, null, null, problem) : new Held<>(stamp, before.good, before.notAfter, problem);
    }

    /** Changes with the file: also with the target of a link, as mounted Secrets are renewed. */
    private static String stamp(String file) {
        try {
            Path path = Path.of(file).toRealPath();
            return path + "@" + Files.getLastModifiedTime(path).toMillis() + "/" + Files.size(path);
        } catch (IOException | InvalidPathException e) {
            return "none";
        }
    }

    private static Bytes content(String file) throws IOException {
        Path path = Path.of(file);
        if (!Files.isRegularFile(path)) throw new IOException(file + " is missing, or no file");
        if (Files.size(path) > MAX_BYTES) throw new IOException(file + " is larger than " + MAX_BYTES + " bytes");
        try {
            return Bytes.of(Files.readAllBytes(path));
        } catch (IOException e) {
            throw new IOException(file + " cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private static String text(Bytes pem) {
        return new String(pem.toArray(), StandardCharsets.ISO_8859_1);
    }

    boolean isEmpty() { return wantedPairs.isEmpty() && wantedRoots.isEmpty(); }

    @Nullable
    KeyPair pair(Pair files) {
        Held<KeyPair> held = pairs.get(files);
        return held == null ? null : held.good;
    }

    @Nullable
    Roots roots(String file) {
        Held<Roots> held = roots.get(file);
        return held == null ? null : held.good;
    }

    /** By the certificate's file, what is wrong. */
    Map<String, String> problems() {
        return problems;
    }

    /** By the certificate's file, when it ends. */
    Map<String, Instant> expiries() {
        return expiries;
    }

    /** Whether the data plane would see a difference. */
    boolean gives(FileMaterial other) {
        return pairs.keySet().equals(other.pairs.keySet()) && roots.keySet().equals(other.roots.keySet())
                && pairs.keySet().stream().allMatch(pair -> java.util.Objects.equals(pair(pair), other.pair(pair)))
                && roots.keySet().stream().allMatch(file -> java.util.Objects.equals(roots(file), other.roots(file)));
    }
}
