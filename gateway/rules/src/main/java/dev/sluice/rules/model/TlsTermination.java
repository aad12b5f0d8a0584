package dev.sluice.rules.model;

import java.util.List;

/**
 * How a server ends TLS. Values only: the data plane asks its own port for the key material behind {@code credentials}.
 *
 * @param credentials names of Secrets in the node's namespace (one, or an RSA and ECDSA pair); empty where files are used
 * @param caCredential names to try in order for the roots that client certificates are checked against; empty where no client certificate is asked
 * @param minVersion {@code TLSv1.2}
 * @param cipherSuites OpenSSL names, TLS 1.2 and below; empty is our default list
 * @param alpn offered protocols in order; empty offers none
 */
public record TlsTermination(List<String> credentials, Files files, List<String> caCredential, ClientCertificate clientCertificate, List<String> subjectAltNames, String minVersion, String maxVersion, List<String> cipherSuites, List<String> curves, List<String> alpn) {
    public TlsTermination {
        credentials = List.copyOf(credentials);
        caCredential = List.copyOf(caCredential);
        subjectAltNames = List.copyOf(subjectAltNames);
        cipherSuites = List.copyOf(cipherSuites);
        curves = List.copyOf(curves);
        alpn = List.copyOf(alpn);
    }

    public enum ClientCertificate {
        NONE, OPTIONAL, REQUIRED
    }

    /** Paths on the node; empty strings where Secrets are used. */
    public record Files(List<Pair> pairs, String caCertificates) {
        public static final Files NONE = new Files(List.of(), "");

        public Files {
            pairs = List.copyOf(pairs);
        }
    }

    public record Pair(String certificate, String privateKey) {}
}
