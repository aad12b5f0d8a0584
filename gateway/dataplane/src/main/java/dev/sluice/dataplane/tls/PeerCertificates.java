package dev.sluice.dataplane.tls;

import dev.sluice.dataplane.http.PeerCertificate;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.security.auth.x500.X500Principal;
import org.jspecify.annotations.Nullable;

/** Reads what requests may know out of a verified certificate. */
final class PeerCertificates {
    static final int SAN_EMAIL = 1;
    static final int SAN_DNS = 2;
    static final int SAN_URI = 6;
    static final int SAN_IP = 7;

    /** RFC 2253 names few attributes; OpenSSL, whose spelling Envoy's XFCC carries, names these too. */
    private static final Map<String, String> OPENSSL_NAMES = Map.of("1.2.840.113549.1.9.1", "emailAddress", "2.5.4.5", "serialNumber",
            "2.5.4.4", "SN", "2.5.4.42",
            "GN", "2.5.4.12", "title", "2.5.4.97", "organizationIdentifier");
    private static final Base64.Encoder PEM_LINES = Base64.getMimeEncoder(64, new byte[]{'\n'});

    private PeerCertificates() {}

    /** @return null if the session's peer showed none */
    static @Nullable PeerCertificate of(SSLSession session) {
        try {
            return session.getPeerCertificates()[0] instanceof X509Certificate leaf ? of(leaf) : null;
        } catch (SSLPeerUnverifiedException none) {
            return null;
        }
    }

    static PeerCertificate of(X509Certificate leaf) {
        try {
            byte[] der = leaf.getEncoded();
            String sha256 = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(der));
            String subject = leaf.getSubjectX500Principal().getName(X500Principal.RFC2253, OPENSSL_NAMES);
            String pem = "-----BEGIN CERTIFICATE-----\n" + PEM_LINES.encodeToString(der) + "\n-----END CERTIFICATE-----\n";
            return new PeerCertificate(sha256, subject, names(leaf, SAN_URI), names(leaf, SAN_DNS), pem);
        } catch (CertificateEncodingException | CertificateParsingException broken) {
            throw new IllegalStateException("a verified certificate cannot be read", broken);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Subject alternative names of one type (a GeneralName's tag, RFC 5280 section 4.2.1.6). */
    static List<String> names(X509Certificate certificate, int type) throws CertificateParsingException {
        @Nullable Collection<List<?>> all = certificate.getSubjectAlternativeNames();
        var found = new ArrayList<String>();
        if (all != null) {
            for (List<?> name : all) {
                if (name.get(0).equals(type) && name.get(1) instanceof String text) found.add(text);
            }
        }
        return found;
    }
}
