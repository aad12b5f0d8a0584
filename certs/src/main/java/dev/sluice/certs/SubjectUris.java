package dev.sluice.certs;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The URIs a certificate names itself by. */
public final class SubjectUris {
    private static final int URI = 6;
    private static final String SCHEME = "spiffe://";

    private SubjectUris() {}

    /** In the certificate's order; empty if it names none. */
    public static List<String> of(X509Certificate certificate) {
        var found = new ArrayList<String>();
        try {
            var names = certificate.getSubjectAlternativeNames();
            if (names == null) return List.of();
            for (List<?> name : names) {
                if (name.get(0).equals(URI)) found.add((String) name.get(1));
            }
        } catch (CertificateParsingException e) {
            return List.of();
        }
        return List.copyOf(found);
    }

    /** An authority that does not say its trust domain gets Istio's default. */
    static TrustDomain trustDomainOf(X509Certificate authority) {
        for (String uri : of(authority)) {
            if (uri.toLowerCase(Locale.ROOT).startsWith(SCHEME)) return new TrustDomain(uri.substring(SCHEME.length()));
        }
        return TrustDomain.CLUSTER_LOCAL;
    }
}
