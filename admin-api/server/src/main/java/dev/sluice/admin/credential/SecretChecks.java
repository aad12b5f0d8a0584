package dev.sluice.admin.credential;

import dev.sluice.certs.Pairing;
import dev.sluice.certs.Pem;
import dev.sluice.certs.PemException;
import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Secret;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Judges one Secret as a TLS credential. Only what means to be one is judged: a Secret of the type {@code kubernetes.io/tls}, one that a Gateway serves with,
 * one with both halves of a pair in PEM; and CAs and revocation lists that are PEM beside such a pair or under their own names. Messages never quote a key.
 */
public final class SecretChecks {
    private static final String PEM_BEGINS = "-----BEGIN";
    private static final Duration SOON = Duration.ofDays(14);
    /** Clocks of issuers run ahead of ours; a fresh certificate is no fault. */
    private static final Duration CLOCK_LEEWAY = Duration.ofMinutes(5);

    private final Secret secret;
    private final Instant now;
    private final List<Diagnostic> found = new ArrayList<>();

    private SecretChecks(Secret secret, Instant now) {
        this.secret = secret;
        this.now = now;
    }

    /**
     * Everything that is wrong with {@code secret} at the time {@code now}; empty for a sound credential and for a Secret that is none.
     *
     * @param served a Gateway names it as what it serves with
     */
    public static List<Diagnostic> check(Secret secret, boolean served, Instant now) {
        var checks = new SecretChecks(secret, now);
        boolean credential = served || secret.type().equals(Secret.TLS_TYPE) || isPemPair(secret);
        if (credential) checks.pair();
        checks.authorities(credential);
        return List.copyOf(checks.found);
    }

    private static boolean isPemPair(Secret secret) {
        Secret.Entry certificate = secret.certificate();
        Secret.Entry key = secret.privateKey();
        return certificate != null && key != null && (isPem(certificate) || isPem(key));
    }

    private static boolean isPem(Secret.Entry entry) {
        return text(entry).contains(PEM_BEGINS);
    }

    private void pair() {
        Secret.Entry certificate = secret.certificate();
        Secret.Entry key = secret.privateKey();
        if (certificate == null || key == null) {
            incomplete(certificate, key);
            return;
        }
        List<X509Certificate> chain = certificates(CredentialCode.UNREADABLE_CERTIFICATE, certificate);
        PrivateKey readKey = key(key);
        if (chain.isEmpty()) return;
        if (readKey != null && !Pairing.belongTogether(readKey, chain.getFirst().getPublicKey())) {
            add(CredentialCode.FOREIGN_KEY, key, "this is not the private key of the certificate of " + subject(chain.getFirst()) + " in "
                    + certificate.name(),
                    "store the key that the certificate was made with, and the server's certificate first in the chain");
        }
        leaf(certificate, chain.getFirst());
        others(certificate, chain.subList(1, chain.size()));
    }

    /** Of an untyped Secret nobody can tell whether its half is meant as one; the Gateway that names it is warned when it is compiled (SL2008). */
    private void incomplete(Secret.@Nullable Entry certificate, Secret.@Nullable Entry key) {
        if (!secret.type().equals(Secret.TLS_TYPE)) return;
        if (certificate != null || key != null) {
            String missing = certificate == null ? "certificate (tls.crt)" : "private key (tls.key)";
            add(CredentialCode.INCOMPLETE_PAIR, "data",
                    "there is " + (certificate == null ? "a key" : "a certificate") + " and no " + missing,
                    "write both of one pair");
        } else if (!secret.data().keySet().containsAll(List.of("tls.crt", "tls.key"))) {
            // Kubernetes demands both keys and takes empty values: some controllers put such a Secret there before the certificate is issued.
            add(CredentialCode.INCOMPLETE_PAIR, "data", "a Secret of the type " + Secret.TLS_TYPE + " has tls.crt and tls.key",
                    "write both, or give the Secret another type");
        }
    }

    private @Nullable PrivateKey key(Secret.Entry key) {
        try {
            return Pem.readPrivateKey(text(key));
        } catch (PemException e) {
            add(CredentialCode.UNREADABLE_KEY, key, String.valueOf(e.getMessage()), twiceEncoded(key));
            return null;
        }
    }

    private void leaf(Secret.Entry entry, X509Certificate leaf) {
        Instant begins = leaf.getNotBefore().toInstant();
        Instant ends = leaf.getNotAfter().toInstant();
        if (!now.isBefore(ends)) {
            add(CredentialCode.EXPIRED, entry, "the certificate of " + subject(leaf) + " expired at " + ends + "; it is " + seconds(now),
                    "renew it");
        } else if (now.plus(CLOCK_LEEWAY).isBefore(begins)) {
            add(CredentialCode.NOT_YET_VALID, entry,
                    "the certificate of " + subject(leaf) + " is valid from " + begins + "; it is " + seconds(now),
                    "store it once it is valid, or check the clocks");
        } else if (isSoon(begins, ends)) {
            add(CredentialCode.EXPIRES_SOON, entry, "the certificate of " + subject(leaf) + " expires at " + ends, "renew it before");
        }
    }

    /** Of certificates that live for days only, most have less than 14 days left at any time. */
    private boolean isSoon(Instant begins, Instant ends) {
        Duration left = Duration.between(now, ends);
        return left.compareTo(SOON) < 0 && left.compareTo(Duration.between(begins, ends).dividedBy(3)) < 0;
    }

    private void others(Secret.Entry entry, List<X509Certificate> certificates) {
        for (X509Certificate one : certificates) {
            Instant ends = one.getNotAfter().toInstant();
            if (!now.isBefore(ends))
                add(CredentialCode.EXPIRED_IN_CHAIN, entry, "the certificate of " + subject(one) + " expired at " + ends, "");
        }
    }

    private void authorities(boolean credential) {
        Secret.Entry authorities = secret.authorities();
        if (authorities != null && (credential || isPem(authorities)))
            others(authorities, certificates(CredentialCode.UNREADABLE_AUTHORITY, authorities));
        Secret.Entry revocations = secret.revocations();
        if (authorities == null || revocations == null) return;
        try {
            Pem.readRevocationLists(text(revocations));
        } catch (PemException e) {
            add(CredentialCode.UNREADABLE_REVOCATIONS, revocations, String.valueOf(e.getMessage()), twiceEncoded(revocations));
        }
    }

    private List<X509Certificate> certificates(CredentialCode unreadable, Secret.Entry entry) {
        try {
            return Pem.readCertificates(text(entry));
        } catch (PemException e) {
            add(unreadable, entry, String.valueOf(e.getMessage()), twiceEncoded(entry));
            return List.of();
        }
    }

    /** The most frequent slip of all: base64 written into stringData, or encoded before it was put into data. */
    private static String twiceEncoded(Secret.Entry entry) {
        return text(entry).startsWith("LS0tLS1CRUdJTi")
                ? "it is base64 twice over: write data as it comes from one 'base64', or the plain text into stringData"
                : "";
    }

    private void add(CredentialCode code, Secret.Entry entry, String message, String help) {
        add(code, entry.field(), message, help);
    }

    private void add(CredentialCode code, String field, String message, String help) {
        found.add(new Diagnostic(code, secret.ref(), field, message, help));
    }

    private static String subject(X509Certificate certificate) {
        String name = certificate.getSubjectX500Principal().getName();
        return name.isEmpty() ? "serial " + certificate.getSerialNumber().toString(16) : name;
    }

    private static Instant seconds(Instant time) {
        return time.truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
    }

    private static String text(Secret.Entry entry) {
        return new String(entry.content().toArray(), StandardCharsets.ISO_8859_1);
    }
}
