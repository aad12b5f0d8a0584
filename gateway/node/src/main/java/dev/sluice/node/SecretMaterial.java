package dev.sluice.node;

import dev.sluice.certs.Credential;
import dev.sluice.certs.Pairing;
import dev.sluice.certs.Pem;
import dev.sluice.certs.PemException;
import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.resources.Bytes;
import dev.sluice.resources.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Key material of the Secrets in the node's namespace (RX-58, RX-59). A pair is given out only if it can be read and key and certificate belong together;
 * whether it has expired is not asked: what was accepted is served.
 */
final class SecretMaterial implements TlsMaterial {
    private final Map<String, Content> byName;

    /**
     * What one Secret gives.
     *
     * @param problem why there is no pair although the Secret seems to mean one; empty otherwise
     * @param notAfter end of the leaf's validity
     */
    private record Content(Secret secret, @Nullable KeyPair pair, @Nullable Roots roots, String problem, @Nullable Instant notAfter) {}

    private SecretMaterial(Map<String, Content> byName) {
        this.byName = byName;
    }

    static SecretMaterial none() {
        return new SecretMaterial(Map.of());
    }

    /** @param before whose Secrets, where unchanged, are not checked again */
    static SecretMaterial of(List<Secret> secrets, String namespace, SecretMaterial before) {
        var byName = new HashMap<String, Content>();
        for (Secret secret : secrets) {
            if (!secret.metadata().namespace().equals(namespace)) continue;
            String name = secret.metadata().name();
            Content known = before.byName.get(name);
            byName.put(name, known != null && known.secret.data().equals(secret.data()) ? known : content(secret));
        }
        return new SecretMaterial(Map.copyOf(byName));
    }

    private static Content content(Secret secret) {
        Secret.Entry chain = secret.certificate();
        Secret.Entry key = secret.privateKey();
        @Nullable Roots roots = roots(secret);
        if (chain == null && key == null) return new Content(secret, null, roots, "", null);
        if (chain == null || key == null)
            return new Content(secret, null, roots, "it has only one of certificate (tls.crt) and key (tls.key)", null);
        try {
            Credential credential = Credential.read(text(chain.content()), text(key.content()));
            if (!Pairing.belongTogether(credential.key(), credential.leaf().getPublicKey()))
                return new Content(secret, null, roots, "the private key is not the one of the certificate", null);
            return new Content(secret, new KeyPair(chain.content(), key.content()), roots, "",
                    credential.leaf().getNotAfter().toInstant());
        } catch (PemException e) {
            return new Content(secret, null, roots, String.valueOf(e.getMessage()), null);
        }
    }

    private static @Nullable Roots roots(Secret secret) {
        Secret.Entry certificates = secret.authorities();
        if (certificates == null) return null;
        try {
            Pem.readCertificates(text(certificates.content()));
        } catch (PemException e) {
            return null;
        }
        Secret.Entry crl = secret.revocations();
        return new Roots(certificates.content(), crl == null ? List.of() : List.of(crl.content()));
    }

    private static String text(Bytes pem) {
        return new String(pem.toArray(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public @Nullable KeyPair credential(String name) {
        Content content = byName.get(name);
        return content == null ? null : content.pair;
    }

    @Override
    public @Nullable Roots roots(String name) {
        Content content = byName.get(name);
        return content == null ? null : content.roots;
    }

    /** By the Secret's name, what is wrong with it. */
    Map<String, String> problems() {
        var problems = new HashMap<String, String>();
        byName.forEach((name, content) -> {
            if (!content.problem.isEmpty()) problems.put(name, content.problem);
        });
        return problems;
    }

    /** By the Secret's name, when its certificate ends. */
    Map<String, Instant> expiries() {
        var ends = new HashMap<String, Instant>();
        byName.forEach((name, content) -> {
            if (content.notAfter != null) ends.put(name, content.notAfter);
        });
        return ends;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof SecretMaterial that) || !byName.keySet().equals(that.byName.keySet())) return false;
        return byName.entrySet().stream().allMatch(entry -> {
            Content theirs = that.byName.get(entry.getKey());
            return theirs != null && theirs.secret.data().equals(entry.getValue().secret.data());
        });
    }

    @Override
    public int hashCode() {
        return byName.keySet().hashCode();
    }
}
