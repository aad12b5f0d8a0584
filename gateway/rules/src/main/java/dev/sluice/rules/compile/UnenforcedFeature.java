package dev.sluice.rules.compile;

import dev.sluice.rules.model.Provenance;
import dev.sluice.rules.model.Unenforced;

/**
 * What is stored and would restrict or protect, but is not enforced by this version: what it governs is answered 503 {@link Unenforced#FLAG}, unless the
 * operator allows otherwise. This is the one list; documentation and diagnostics are made from it.
 */
enum UnenforcedFeature {
    AUTHORIZATION_POLICY("AuthorizationPolicy is not enforced yet"), REQUEST_AUTHENTICATION(
            "RequestAuthentication is not enforced yet"), UPSTREAM_TLS("TLS towards endpoints is not spoken yet"), ISTIO_MUTUAL(
                    "the mesh identity that ISTIO_MUTUAL needs is not issued yet"), CERTIFICATE_PIN(
                            "pinning client certificates (verifyCertificateSpki, verifyCertificateHash) is not enforced yet"), CRL_FILE(
                                    "a revocation list from a file (caCrl) is not read yet"), PASSTHROUGH(
                                            "TLS passthrough by SNI is not built yet"), TLS_TO_TCP(
                                                    "ending TLS for TCP is not built yet"), TCP("TCP routing is not built yet");

    private final String fact;

    UnenforcedFeature(String fact) {
        this.fact = fact;
    }

    Unenforced at(Provenance from, String detail) {
        return new Unenforced(detail.isEmpty() ? fact : fact + " (" + detail + ")", from);
    }
}
