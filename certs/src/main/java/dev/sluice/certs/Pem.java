package dev.sluice.certs;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.CRLException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;
import org.jspecify.annotations.Nullable;

/** Certificates and private keys as PEM texts (RFC 7468), and back. */
public final class Pem {
    private static final Base64.Encoder BASE64 = Base64.getMimeEncoder(64, new byte[]{'\n'});

    private Pem() {}

    /** The certificates one after the other, in the given order. */
    public static String certificates(List<X509Certificate> certificates) {
        var text = new StringBuilder();
        for (X509Certificate one : certificates) {
            try {
                text.append(block("CERTIFICATE", one.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new IllegalArgumentException("a certificate that cannot be encoded", e);
            }
        }
        return text.toString();
    }

    /** PKCS#8, not encrypted. The text is a secret. */
    public static String privateKey(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    /** RFC 5915 for elliptic curves, else PKCS#8; not encrypted. The text is a secret. */
    static String namedPrivateKey(PrivateKey key, PublicKey itsPublicKey) {
        if (!(key instanceof java.security.interfaces.ECPrivateKey ec)) return privateKey(key);
        var curve = PrivateKeyInfo.getInstance(key.getEncoded()).getPrivateKeyAlgorithm().getParameters();
        var point = SubjectPublicKeyInfo.getInstance(itsPublicKey.getEncoded()).getPublicKeyData();
        try {
            return block("EC PRIVATE KEY", new ECPrivateKey(ec.getParams().getOrder().bitLength(), ec.getS(), point, curve).getEncoded());
        } catch (IOException e) {
            throw new IllegalArgumentException("a key that cannot be encoded");
        }
    }

    /**
     * Reads every certificate of {@code text}; text around the blocks is passed over, as openssl does.
     *
     * @return at least one, in the order of the text
     * @throws PemException if there is none, or a block is damaged
     */
    public static List<X509Certificate> readCertificates(String text) throws PemException {
        var found = new ArrayList<X509Certificate>();
        try (var reader = new PemReader(new StringReader(text))) {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                if (!block.getType().equals("CERTIFICATE")) continue;
                found.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.getContent())));
            }
        } catch (IOException | CertificateException | RuntimeException e) {
            throw new PemException("certificate " + (found.size() + 1) + " of the text cannot be read", e);
        }
        if (found.isEmpty()) throw new PemException("no certificate found: expected '-----BEGIN CERTIFICATE-----'");
        return List.copyOf(found);
    }

    /**
     * Reads every revocation list of {@code text}, passing over what stands around the blocks.
     *
     * @return at least one, in the order of the text
     * @throws PemException if there is none, or a block is damaged
     */
    public static List<X509CRL> readRevocationLists(String text) throws PemException {
        var found = new ArrayList<X509CRL>();
        try (var reader = new PemReader(new StringReader(text))) {
            CertificateFactory factory = CertificateFactory.getInstance("X.509");
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                if (!block.getType().equals("X509 CRL")) continue;
                found.add((X509CRL) factory.generateCRL(new ByteArrayInputStream(block.getContent())));
            }
        } catch (IOException | CertificateException | CRLException | RuntimeException e) {
            throw new PemException("revocation list " + (found.size() + 1) + " of the text cannot be read", e);
        }
        if (found.isEmpty()) throw new PemException("no revocation list found: expected '-----BEGIN X509 CRL-----'");
        return List.copyOf(found);
    }

    /**
     * Reads the first private key of {@code text}: PKCS#8, or the older forms {@code RSA PRIVATE KEY} and {@code EC PRIVATE KEY}.
     *
     * @throws PemException if there is none, it is damaged, or it needs a passphrase
     */
    public static PrivateKey readPrivateKey(String text) throws PemException {
        try (var parser = new PEMParser(new StringReader(text))) {
            for (Object block = parser.readObject(); block != null; block = parser.readObject()) {
                if (block instanceof PKCS8EncryptedPrivateKeyInfo || block instanceof PEMEncryptedKeyPair) {
                    throw new PemException("the private key is encrypted: give it without a passphrase");
                }
                @Nullable PrivateKeyInfo info = info(block);
                if (info != null) return new JcaPEMKeyConverter().getPrivateKey(info);
            }
        } catch (IOException | RuntimeException e) {
            // The cause stays out: a parser's message may quote what it read.
            throw new PemException("the private key cannot be read (" + e.getClass().getSimpleName() + ")");
        }
        throw new PemException("no private key found: expected '-----BEGIN PRIVATE KEY-----'");
    }

    private static @Nullable PrivateKeyInfo info(Object block) {
        if (block instanceof PrivateKeyInfo info) return info;
        return block instanceof PEMKeyPair pair ? pair.getPrivateKeyInfo() : null;
    }

    private static String block(String type, byte[] der) {
        return "-----BEGIN " + type + "-----\n" + BASE64.encodeToString(der) + "\n-----END " + type + "-----\n";
    }
}
