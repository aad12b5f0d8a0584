package dev.sluice.dataplane.tls;

import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.resources.Bytes;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.internal.tcnative.CertificateVerifier;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.CRL;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.CertPathTrustManagerParameters;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * Judges client certificates against one server's roots, CRLs and allow-list of names (RX-57, RX-59). With CRLs given, every certificate of the chain needs a
 * current one: what cannot be checked is refused, as Envoy does.
 */
final class ClientTrust extends X509ExtendedTrustManager {
    private final X509ExtendedTrustManager paths;
    private final Set<String> allowedNames;

    private ClientTrust(X509ExtendedTrustManager paths, Set<String> allowedNames) {
        this.paths = paths;
        this.allowedNames = allowedNames;
    }

    /** @throws GeneralSecurityException if roots or CRLs cannot be read, or there is no root among them */
    static ClientTrust of(TlsMaterial.Roots roots, List<String> allowedNames) throws GeneralSecurityException {
        var certificates = CertificateFactory.getInstance("X.509");
        var anchors = new HashSet<TrustAnchor>();
        for (Certificate root : certificates.generateCertificates(new ByteArrayInputStream(roots.certificates().toArray()))) {
            anchors.add(new TrustAnchor((X509Certificate) root, null));
        }
        if (anchors.isEmpty()) throw new CertificateException("no certificate in it");
        var parameters = new PKIXBuilderParameters(anchors, new X509CertSelector());
        parameters.setRevocationEnabled(false);
        if (!roots.crl().isEmpty()) {
            var lists = new ArrayList<CRL>();
            for (Bytes pem : roots.crl()) lists.addAll(certificates.generateCRLs(new ByteArrayInputStream(pem.toArray())));
            if (lists.isEmpty()) throw new GeneralSecurityException("no revocation list in its crl");
            var revocation = (PKIXRevocationChecker) CertPathBuilder.getInstance("PKIX").getRevocationChecker();
            revocation.setOptions(EnumSet.of(PKIXRevocationChecker.Option.PREFER_CRLS, PKIXRevocationChecker.Option.NO_FALLBACK));
            parameters.addCertPathChecker(revocation);
            parameters.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(lists)));
            parameters.setRevocationEnabled(true);
        }
        var factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(new CertPathTrustManagerParameters(parameters));
        for (TrustManager manager : factory.getTrustManagers()) {
            if (manager instanceof X509ExtendedTrustManager extended) return new ClientTrust(extended, Set.copyOf(allowedNames));
        }
        throw new GeneralSecurityException("the platform has no PKIX trust manager");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        // Without the engine: endpoint identification has no meaning for clients.
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        try {
            paths.checkClientTrusted(chain, authType);
        } catch (CertificateException untrusted) {
            // The code picks the alert that the client is told (RFC 8446 section 6.2); any other exception would say internal_error.
            throw new OpenSslCertificateException(untrusted, alertCode(untrusted));
        }
        if (!allowedNames.isEmpty() && !bearsAllowedName(chain[0])) {
            throw new OpenSslCertificateException("none of its names is in subjectAltNames",
                    CertificateVerifier.X509_V_ERR_APPLICATION_VERIFICATION);
        }
    }

    private boolean bearsAllowedName(X509Certificate leaf) throws CertificateParsingException {
        for (int type : List.of(PeerCertificates.SAN_URI, PeerCertificates.SAN_DNS, PeerCertificates.SAN_EMAIL, PeerCertificates.SAN_IP)) {
            for (String name : PeerCertificates.names(leaf, type)) {
                if (allowedNames.contains(name)) return true;
            }
        }
        return false;
    }

    private static int alertCode(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof CertPathValidatorException path) {
                var reason = path.getReason();
                if (reason == CertPathValidatorException.BasicReason.EXPIRED) return CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED;
                if (reason == CertPathValidatorException.BasicReason.NOT_YET_VALID)
                    return CertificateVerifier.X509_V_ERR_CERT_NOT_YET_VALID;
                if (reason == CertPathValidatorException.BasicReason.REVOKED) return CertificateVerifier.X509_V_ERR_CERT_REVOKED;
            }
        }
        return CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("judges clients only");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() { return paths.getAcceptedIssuers(); }
}
