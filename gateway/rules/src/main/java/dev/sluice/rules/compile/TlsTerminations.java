package dev.sluice.rules.compile;

import dev.sluice.resources.Gateway.Mode;
import dev.sluice.resources.Gateway.Protocol;
import dev.sluice.resources.Gateway.ServerTls;
import dev.sluice.rules.model.TlsTermination;
import dev.sluice.rules.model.TlsTermination.ClientCertificate;
import dev.sluice.rules.model.TlsTermination.Files;
import dev.sluice.rules.model.TlsTermination.Pair;
import dev.sluice.rules.model.Unenforced;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How servers end TLS (RX-56 to RX-59). */
final class TlsTerminations {
    /** The names that Istio passes on; it drops others with a warning. */
    private static final Set<String> CIPHERS = Set.of("ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
            "ECDHE-ECDSA-AES256-GCM-SHA384",
            "ECDHE-RSA-AES256-GCM-SHA384", "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305", "ECDHE-ECDSA-AES128-SHA",
            "ECDHE-RSA-AES128-SHA",
            "ECDHE-ECDSA-AES256-SHA", "ECDHE-RSA-AES256-SHA", "AES128-GCM-SHA256", "AES256-GCM-SHA384", "AES128-SHA", "AES256-SHA",
            "DES-CBC3-SHA");
    private static final Set<String> CURVES = Set.of("P-224", "P-256", "P-384", "P-521", "X25519", "X25519Kyber768Draft00",
            "X25519MLKEM768");

    private TlsTerminations() {}

    static TlsTermination of(ServerTls tls) {
        var credentials = tls.credentialNames().isEmpty()
                ? tls.credentialName().isEmpty() ? List.<String>of() : List.of(tls.credentialName())
                : tls.credentialNames();
        var client = switch (tls.mode()) {
            case MUTUAL, ISTIO_MUTUAL -> ClientCertificate.REQUIRED;
            case OPTIONAL_MUTUAL -> ClientCertificate.OPTIONAL;
            case SIMPLE, PASSTHROUGH, AUTO_PASSTHROUGH -> ClientCertificate.NONE;
        };
        return new TlsTermination(credentials, files(tls, client), client == ClientCertificate.NONE ? List.of() : roots(tls, credentials),
                client,
                client == ClientCertificate.NONE ? List.of() : tls.subjectAltNames(), version(tls.minProtocolVersion(), "TLSv1.2"),
                version(tls.maxProtocolVersion(), "TLSv1.3"), tls.cipherSuites().stream().filter(CIPHERS::contains).distinct().toList(),
                tls.ecdhCurves().stream().filter(CURVES::contains).distinct().toList(), List.of("h2", "http/1.1"));
    }

    private static List<String> roots(ServerTls tls, List<String> credentials) {
        if (!tls.caCertCredentialName().isEmpty()) return List.of(tls.caCertCredentialName());
        return credentials.isEmpty() ? List.of() : List.of(credentials.getFirst() + "-cacert", credentials.getFirst());
    }

    private static Files files(ServerTls tls, ClientCertificate client) {
        var pairs = new ArrayList<Pair>();
        if (!tls.serverCertificate().isEmpty()) pairs.add(new Pair(tls.serverCertificate(), tls.privateKey()));
        for (var one : tls.tlsCertificates()) pairs.add(new Pair(one.serverCertificate(), one.privateKey()));
        String roots = client == ClientCertificate.NONE ? "" : tls.caCertificates();
        return pairs.isEmpty() && roots.isEmpty() ? Files.NONE : new Files(pairs, roots);
    }

    private static String version(Protocol protocol, String auto) {
        return switch (protocol) {
            case TLS_AUTO -> auto;
            case TLSV1_0 -> "TLSv1";
            case TLSV1_1 -> "TLSv1.1";
            case TLSV1_2 -> "TLSv1.2";
            case TLSV1_3 -> "TLSv1.3";
        };
    }

    /** Why the server cannot serve as it is asked to; null if it can. */
    static @Nullable Unenforced refusal(BoundServer server, boolean allowUnenforced) {
        ServerTls tls = server.tls();
        var at = new dev.sluice.rules.model.Provenance(server.gateway().ref(), server.from().field() + ".tls");
        if (tls == null) return UnenforcedFeature.TCP.at(server.from(), server.protocol());
        if (tls.mode() == Mode.PASSTHROUGH || tls.mode() == Mode.AUTO_PASSTHROUGH)
            return UnenforcedFeature.PASSTHROUGH.at(at, tls.mode().name());
        if (!server.endsHttps()) return UnenforcedFeature.TLS_TO_TCP.at(at, server.protocol());
        if (tls.mode() == Mode.ISTIO_MUTUAL) return UnenforcedFeature.ISTIO_MUTUAL.at(at, "");
        if (allowUnenforced) return null;
        if (!tls.verifyCertificateSpki().isEmpty() || !tls.verifyCertificateHash().isEmpty())
            return UnenforcedFeature.CERTIFICATE_PIN.at(at, "");
        return tls.caCrl().isEmpty() ? null : UnenforcedFeature.CRL_FILE.at(at, tls.caCrl());
    }
}
