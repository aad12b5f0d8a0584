package dev.sluice.resources.check;

import dev.sluice.resources.DestinationRule.ClientTls;
import dev.sluice.resources.DestinationRule.TlsMode;
import org.jspecify.annotations.Nullable;

/** TLS towards endpoints. */
final class ClientTlsChecks {
    private static final String CONFIG_MAP = "configmap://";

    private ClientTlsChecks() {}

    static void check(Findings findings, String field, String namespace, @Nullable ClientTls tls) {
        if (tls == null) return;
        credential(findings, field + ".credentialName", namespace, tls.credentialName());
        if (Boolean.TRUE.equals(tls.insecureSkipVerify())) skipVerify(findings, field, tls);
        boolean files = !tls.clientCertificate().isEmpty() || !tls.privateKey().isEmpty();
        boolean ownTls = tls.mode() == TlsMode.SIMPLE || tls.mode() == TlsMode.MUTUAL;
        if (ownTls && !tls.credentialName().isEmpty()) {
            if (files || !tls.caCertificates().isEmpty() || !tls.caCrl().isEmpty()) {
                findings.add(CheckCode.CLIENT_TLS_CONFLICT, field + ".credentialName", "credentialName and files exclude each other",
                        "put certificate, key, CAs and CRL into the Secret");
            }
        } else if (tls.mode() == TlsMode.MUTUAL) {
            if (tls.clientCertificate().isEmpty())
                findings.add(CheckCode.NO_CLIENT_CERTIFICATE, field, "MUTUAL needs a client certificate",
                        "write credentialName, or clientCertificate and privateKey");
            if (tls.privateKey().isEmpty())
                findings.add(CheckCode.NO_CLIENT_CERTIFICATE, field, "MUTUAL needs a private key",
                        "write credentialName, or clientCertificate and privateKey");
        }
        if (tls.mode() == TlsMode.ISTIO_MUTUAL && (files || !tls.caCertificates().isEmpty() || !tls.credentialName().isEmpty())) {
            findings.add(CheckCode.CLIENT_TLS_IGNORED, field,
                    "ISTIO_MUTUAL takes certificate and roots from the mesh; those written here are ignored",
                    "remove them, or write mode: MUTUAL");
        }
        if (tls.mode() == TlsMode.DISABLE && (files || !tls.credentialName().isEmpty() || !tls.sni().isEmpty())) {
            findings.add(CheckCode.CLIENT_TLS_IGNORED, field,
                    "mode is DISABLE (or not written), so that the rest of the block is ignored and traffic is sent in plaintext",
                    "write mode: SIMPLE or MUTUAL");
        }
    }

    private static void credential(Findings findings, String field, String namespace, String name) {
        if (!name.startsWith(CONFIG_MAP)) return;
        String[] parts = name.substring(CONFIG_MAP.length()).split("/", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            findings.add(CheckCode.CLIENT_TLS_CONFLICT, field, "'" + name + "' does not name a ConfigMap", "configmap://NAMESPACE/NAME");
        } else if (!parts[0].equals(namespace)) {
            findings.add(CheckCode.CLIENT_TLS_CONFLICT, field, "the ConfigMap must be in the rule's own namespace, '" + namespace + "'",
                    "move it, or the rule");
        }
    }

    private static void skipVerify(Findings findings, String field, ClientTls tls) {
        boolean conflict = !tls.caCertificates().isEmpty() || !tls.subjectAltNames().isEmpty()
                || (tls.mode() == TlsMode.SIMPLE && !tls.credentialName().isEmpty());
        if (conflict && (tls.mode() == TlsMode.SIMPLE || tls.mode() == TlsMode.MUTUAL)) {
            findings.add(CheckCode.CLIENT_TLS_CONFLICT, field + ".insecureSkipVerify",
                    "nothing is verified, but CAs or names to verify by are written",
                    "remove insecureSkipVerify: who sits between could read and change everything");
        }
    }
}
