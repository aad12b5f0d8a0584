package dev.sluice.certs;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A private key with the certificates that speak for it. Never prints the key.
 *
 * @param chain the leaf first; without the root, which who verifies already has
 */
public record Credential(PrivateKey key, List<X509Certificate> chain) {
    /** @throws IllegalArgumentException if {@code chain} is empty */
    public Credential {
        chain = List.copyOf(chain);
        if (chain.isEmpty()) throw new IllegalArgumentException("a credential needs a certificate");
    }

    /** @throws PemException if a text cannot be read */
    public static Credential read(String chainPem, String keyPem) throws PemException {
        return new Credential(Pem.readPrivateKey(keyPem), Pem.readCertificates(chainPem));
    }

    public X509Certificate leaf() {
        return chain.getFirst();
    }

    public String chainPem() {
        return Pem.certificates(chain);
    }

    /** PKCS#8. A secret. */
    public String keyPem() {
        return Pem.privateKey(key);
    }

    /**
     * In the form whose header names the algorithm, {@code EC PRIVATE KEY} (RFC 5915): some clients take a key without such a header for RSA. PKCS#8 for
     * keys of other algorithms. A secret.
     */
    public String namedKeyPem() {
        return Pem.namedPrivateKey(key, leaf().getPublicKey());
    }

    @Override
    public String toString() {
        return "Credential[" + leaf().getSubjectX500Principal() + ", until " + leaf().getNotAfter().toInstant() + ", key redacted]";
    }
}
