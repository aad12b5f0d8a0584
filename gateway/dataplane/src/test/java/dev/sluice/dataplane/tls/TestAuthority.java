package dev.sluice.dataplane.tls;

import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.resources.Bytes;
import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.jspecify.annotations.Nullable;

/** A certificate authority for tests. */
public final class TestAuthority {
    private static final AtomicLong SERIALS = new AtomicLong(1000);
    private final KeyPair keys;
    private final X509Certificate certificate;

    public TestAuthority(String name) {
        this.keys = keys("EC");
        this.certificate = sign(name, keys, name, keys, true, Duration.ofDays(30));
    }

    /** What this authority has signed for. */
    public record Issued(KeyPair keys, X509Certificate certificate) {
        public String chainPem() {
            return pem(certificate);
        }

        /** PKCS#8. */
        public String keyPem() {
            return pem(new PemObject("PRIVATE KEY", keys.getPrivate().getEncoded()));
        }

        /** PKCS#1 or SEC 1, as {@code openssl} of old writes it. */
        public String traditionalKeyPem() {
            if (!(keys.getPrivate() instanceof java.security.interfaces.ECPrivateKey ec)) return pem(keys.getPrivate());
            try {
                byte[] sec1 = new ECPrivateKey(256, ec.getS(), SECObjectIdentifiers.secp256r1).getEncoded();
                return pem(new PemObject("EC PARAMETERS", SECObjectIdentifiers.secp256r1.getEncoded()))
                        + pem(new PemObject("EC PRIVATE KEY", sec1));
            } catch (IOException broken) {
                throw new IllegalStateException(broken);
            }
        }

        public TlsMaterial.KeyPair pair() {
            return new TlsMaterial.KeyPair(bytes(chainPem()), bytes(keyPem()));
        }

        /** Shows the certificate to every server, whatever roots that asks for. */
        public KeyManager[] keyManagers() {
            return new KeyManager[]{new Always(this)};
        }
    }

    private static final class Always extends X509ExtendedKeyManager {
        private final Issued issued;

        Always(Issued issued) {
            this.issued = issued;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[]{"it"};
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return "it";
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[]{"it"};
        }

        @Override
        public String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return "it";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[]{issued.certificate()};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return issued.keys().getPrivate();
        }
    }

    /** @param subject as in RFC 2253; @param names {@code URI:...}, {@code DNS:...} */
    public Issued issue(String algorithm, String subject, Duration life, String... names) {
        KeyPair own = keys(algorithm);
        return new Issued(own, sign(subject, own, certificate.getSubjectX500Principal().getName(), keys, false, life, names));
    }

    public Issued issue(String algorithm, String dnsName) {
        return issue(algorithm, "CN=" + dnsName, Duration.ofDays(5), "DNS:" + dnsName);
    }

    public String pem() {
        return pem(certificate);
    }

    public X509Certificate certificate() {
        return certificate;
    }

    public TlsMaterial.Roots roots(String... crls) {
        return new TlsMaterial.Roots(bytes(pem()), java.util.Arrays.stream(crls).map(TestAuthority::bytes).toList());
    }

    /** A revocation list naming {@code revoked}, PEM. */
    public String crl(X509Certificate... revoked) {
        try {
            Instant now = Instant.now();
            var builder = new X509v2CRLBuilder(new X500Name(certificate.getSubjectX500Principal().getName()),
                    Date.from(now.minusSeconds(60)));
            builder.setNextUpdate(Date.from(now.plusSeconds(86_400)));
            for (X509Certificate one : revoked) builder.addCRLEntry(one.getSerialNumber(), Date.from(now.minusSeconds(60)), 0);
            return pem(new PemObject("X509 CRL",
                    builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())).getEncoded()));
        } catch (OperatorCreationException | IOException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static KeyPair keys(String algorithm) {
        try {
            var generator = KeyPairGenerator.getInstance(algorithm);
            if (algorithm.equals("EC")) generator.initialize(new ECGenParameterSpec("secp256r1"));
            else
                generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static X509Certificate sign(String subject, KeyPair own, String issuer, KeyPair signer, boolean ca, Duration life,
            String... names) {
        try {
            Instant now = Instant.now();
            var builder = new JcaX509v3CertificateBuilder(new X500Name(issuer), BigInteger.valueOf(SERIALS.incrementAndGet()),
                    Date.from(now.minus(Duration.ofDays(10))), Date.from(now.plus(life)), new X500Name(subject), own.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(ca));
            if (names.length > 0) {
                var all = new GeneralName[names.length];
                for (int i = 0; i < names.length; i++) {
                    int colon = names[i].indexOf(':');
                    int tag = names[i].startsWith("URI") ? GeneralName.uniformResourceIdentifier : GeneralName.dNSName;
                    all[i] = new GeneralName(tag, names[i].substring(colon + 1));
                }
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
            }
            var signature = new JcaContentSignerBuilder(
                    signer.getPrivate().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
            return new JcaX509CertificateConverter().getCertificate(builder.build(signature.build(signer.getPrivate())));
        } catch (OperatorCreationException | IOException | CertificateException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private static String pem(Object object) {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
        return text.toString();
    }

    static Bytes bytes(String text) {
        return Bytes.of(text.getBytes(StandardCharsets.US_ASCII));
    }
}
