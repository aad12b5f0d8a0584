package dev.sluice.dataplane.tls;

import io.netty.handler.ssl.OpenSsl;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Versions, suites and groups: what configuration asks for, in the words of the library; and what holds where it asks for nothing. */
final class TlsChoices {
    private static final List<String> VERSIONS = List.of("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3");

    /** Forward secret and authenticated; ECDSA first because its signature costs a twentieth of RSA's. */
    private static final List<String> SUITES = List.of("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
            "ECDHE-ECDSA-CHACHA20-POLY1305",
            "ECDHE-RSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384");
    /** Not configurable (RFC 8446's own), but Netty switches TLS 1.3 off without them. */
    private static final List<String> SUITES_13 = List.of("TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256");

    private static final List<String> GROUPS = List.of("X25519MLKEM768", "X25519", "P-256");
    /** What Istio accepts and this BoringSSL knows; X25519Kyber768Draft00 is gone from it. */
    private static final Set<String> KNOWN_GROUPS = Set.of("X25519MLKEM768", "X25519", "P-224", "P-256", "P-384", "P-521");

    private TlsChoices() {}

    static List<String> versions(String min, String max) throws GeneralSecurityException {
        int from = VERSIONS.indexOf(min.isEmpty() ? "TLSv1.2" : min);
        int to = VERSIONS.indexOf(max.isEmpty() ? "TLSv1.3" : max);
        if (from < 0 || to < 0) throw new GeneralSecurityException("unknown TLS version " + (from < 0 ? min : max));
        if (from > to) throw new GeneralSecurityException("minProtocolVersion " + min + " is above maxProtocolVersion " + max);
        return VERSIONS.subList(from, to + 1);
    }

    static List<String> ciphers(List<String> configured) throws GeneralSecurityException {
        var suites = new ArrayList<>(configured.isEmpty() ? SUITES : configured);
        suites.retainAll(OpenSsl.availableOpenSslCipherSuites());
        if (suites.isEmpty()) throw new GeneralSecurityException("none of its cipherSuites " + configured + " is supported");
        suites.addAll(SUITES_13);
        return suites;
    }

    static String[] groups(List<String> configured) throws GeneralSecurityException {
        if (configured.isEmpty()) return GROUPS.toArray(String[]::new);
        String[] known = configured.stream().filter(KNOWN_GROUPS::contains).distinct().toArray(String[]::new);
        if (known.length == 0) throw new GeneralSecurityException("none of its ecdhCurves " + configured + " is supported");
        return known;
    }
}
