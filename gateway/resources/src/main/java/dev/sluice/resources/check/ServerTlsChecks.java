package dev.sluice.resources.check;

import dev.sluice.resources.Gateway.Mode;
import dev.sluice.resources.Gateway.Protocol;
import dev.sluice.resources.Gateway.ServerTls;
import dev.sluice.resources.Gateway.TlsCertificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The {@code tls} block of servers. */
final class ServerTlsChecks {
    /** What BoringSSL offers of TLS 1.2 and below. */
    private static final Set<String> CIPHERS = Set.of("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
            "ECDHE-ECDSA-AES256-GCM-SHA384",
            "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES128-SHA",
            "ECDHE-RSA-AES128-SHA",
            "ECDHE-ECDSA-AES256-SHA", "ECDHE-RSA-AES256-SHA", "AES128-GCM-SHA256", "AES256-GCM-SHA384", "AES128-SHA", "AES256-SHA",
            "DES-CBC3-SHA");
    private static final Set<String> CURVES = Set.of("P-224", "P-256", "P-384", "P-521", "X25519", "X25519Kyber768Draft00",
            "X25519MLKEM768");

    private ServerTlsChecks() {}

    static void check(Findings findings, String field, ServerTls tls) {
        versions(findings, field, tls);
        algorithms(findings, field, tls);
        both(findings, field, "credentialName", !tls.credentialName().isEmpty(), "credentialNames", !tls.credentialNames().isEmpty());
        both(findings, field, "credentialNames", !tls.credentialNames().isEmpty(), "tlsCertificates", !tls.tlsCertificates().isEmpty());
        List<String> given = certificateFields(tls);
        if (tls.mode() == Mode.ISTIO_MUTUAL) {
            given.remove("caCrl");
            for (String one : given) {
                findings.add(CheckCode.ISTIO_MUTUAL_WITH_CERTIFICATES, field + "." + one,
                        "ISTIO_MUTUAL takes certificate and roots from the mesh, " + one + " cannot be set",
                        "remove it, or write mode: MUTUAL");
            }
            return;
        }
        if (tls.mode() == Mode.PASSTHROUGH || tls.mode() == Mode.AUTO_PASSTHROUGH) {
            if (!given.isEmpty()) {
                findings.add(CheckCode.PASSTHROUGH_WITH_CERTIFICATES, field + "." + given.getFirst(),
                        tls.mode() + " does not end TLS: " + String.join(", ", given) + " is ignored",
                        "write mode: SIMPLE to end TLS here, or remove it");
            }
            if (!tls.caCrl().isEmpty() && !tls.credentialName().isEmpty()) crlWithCredential(findings, field);
        } else {
            terminating(findings, field, tls);
        }
        sources(findings, field, tls);
    }

    private static void versions(Findings findings, String field, ServerTls tls) {
        boolean old = tls.minProtocolVersion() == Protocol.TLSV1_0 || tls.minProtocolVersion() == Protocol.TLSV1_1;
        if (old && tls.cipherSuites().isEmpty()) {
            findings.add(CheckCode.OLD_TLS, field + ".minProtocolVersion",
                    "versions below 1.2 need ciphers that are not offered by default", "name cipherSuites, or raise the version");
        }
        if (tls.maxProtocolVersion() != Protocol.TLS_AUTO && tls.minProtocolVersion().compareTo(tls.maxProtocolVersion()) > 0) {
            findings.add(CheckCode.TLS_VERSIONS_CROSSED, field + ".minProtocolVersion",
                    "the least version " + tls.minProtocolVersion() + " is above the greatest, "
                            + tls.maxProtocolVersion() + ": no handshake can succeed",
                    "swap them");
        }
    }

    private static void algorithms(Findings findings, String field, ServerTls tls) {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < tls.cipherSuites().size(); i++) {
            String cipher = tls.cipherSuites().get(i);
            String here = field + ".cipherSuites[" + i + "]";
            if (!isCipher(cipher)) {
                findings.add(CheckCode.UNKNOWN_CIPHER, here, "'" + cipher + "' is not a supported cipher suite and is dropped",
                        "OpenSSL names, such as ECDHE-RSA-AES128-GCM-SHA256");
            } else if (!seen.add(cipher)) {
                findings.add(CheckCode.UNKNOWN_CIPHER, here, "'" + cipher + "' stands there twice", "remove one");
            }
        }
        for (int i = 0; i < tls.ecdhCurves().size(); i++) {
            String curve = tls.ecdhCurves().get(i);
            if (!curve.isEmpty() && !CURVES.contains(curve)) {
                findings.add(CheckCode.UNKNOWN_CURVE, field + ".ecdhCurves[" + i + "]",
                        "'" + curve + "' is not a supported group and is dropped",
                        "X25519MLKEM768, X25519, P-256, P-384, P-521");
            }
        }
    }

    /** Operators such as {@code -ALL} are passed on as they are. */
    private static boolean isCipher(String cipher) {
        return cipher.isEmpty() || cipher.equals("ALL") || !Character.isLetterOrDigit(cipher.charAt(0)) || CIPHERS.contains(cipher);
    }

    private static void both(Findings findings, String field, String one, boolean oneSet, String other, boolean otherSet) {
        if (oneSet && otherSet)
            findings.add(CheckCode.SEVERAL_CREDENTIALS, field + "." + other, one + " and " + other + " exclude each other",
                    "keep one of them");
    }

    private static List<String> certificateFields(ServerTls tls) {
        var given = new ArrayList<String>();
        if (!tls.serverCertificate().isEmpty()) given.add("serverCertificate");
        if (!tls.privateKey().isEmpty()) given.add("privateKey");
        if (!tls.caCertificates().isEmpty()) given.add("caCertificates");
        if (!tls.caCrl().isEmpty()) given.add("caCrl");
        if (!tls.tlsCertificates().isEmpty()) given.add("tlsCertificates");
        if (!tls.credentialName().isEmpty()) given.add("credentialName");
        if (!tls.credentialNames().isEmpty()) given.add("credentialNames");
        return given;
    }

    private static void sources(Findings findings, String field, ServerTls tls) {
        boolean files = !tls.serverCertificate().isEmpty() && !tls.privateKey().isEmpty();
        String other = !tls.credentialName().isEmpty()
                ? "credentialName"
                : !tls.credentialNames().isEmpty() ? "credentialNames" : "tlsCertificates";
        boolean otherSet = !other.equals("tlsCertificates") || !tls.tlsCertificates().isEmpty();
        both(findings, field, "serverCertificate with privateKey", files, other, otherSet);
        both(findings, field, "credentialName", !tls.credentialName().isEmpty(), "tlsCertificates", !tls.tlsCertificates().isEmpty());
    }

    private static void terminating(Findings findings, String field, ServerTls tls) {
        if (!tls.credentialName().isEmpty() || !tls.credentialNames().isEmpty()) return;
        boolean mutual = tls.mode() != Mode.SIMPLE;
        if (mutual && tls.caCertificates().isEmpty()) {
            findings.add(CheckCode.NO_CLIENT_CA, field, tls.mode() + " needs the CAs that clients' certificates come from",
                    "write credentialName (its Secret may hold ca.crt), or caCertificates");
        }
        if (tls.tlsCertificates().isEmpty()) {
            pair(findings, field, tls.mode(), tls.serverCertificate(), tls.privateKey());
        }
        for (int i = 0; i < tls.tlsCertificates().size(); i++) {
            TlsCertificate one = tls.tlsCertificates().get(i);
            pair(findings, field + ".tlsCertificates[" + i + "]", tls.mode(), one.serverCertificate(), one.privateKey());
        }
        if (!tls.caCrl().isEmpty() && tls.mode() == Mode.SIMPLE) {
            findings.add(CheckCode.CRL_WITHOUT_CLIENTS, field + ".caCrl", "SIMPLE asks for no client certificate that could be revoked",
                    "write mode: MUTUAL, or remove caCrl");
        }
    }

    private static void pair(Findings findings, String field, Mode mode, String certificate, String key) {
        if (!certificate.isEmpty() && !key.isEmpty()) return;
        String missing = certificate.isEmpty() && key.isEmpty()
                ? "certificate and key"
                : certificate.isEmpty() ? "serverCertificate" : "privateKey";
        findings.add(CheckCode.NO_SERVER_CERTIFICATE, field, mode + " needs " + missing,
                "write credentialName with the name of a Secret of type kubernetes.io/tls");
    }

    private static void crlWithCredential(Findings findings, String field) {
        findings.add(CheckCode.CRL_WITHOUT_CLIENTS, field + ".caCrl", "caCrl cannot stand beside credentialName",
                "put the list into the Secret, key ca.crl");
    }
}
