package dev.sluice.certs;

import java.time.Duration;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * What a certificate of the authority says about its holder.
 *
 * @param subject may be empty: then the alternative names are critical (RFC 5280 section 4.1.2.6)
 * @param lifetime from now; cut at the end of the authority's own life
 */
record LeafProfile(X500Name subject, List<GeneralName> names, List<KeyPurposeId> purposes, Duration lifetime) {
    LeafProfile {
        names = List.copyOf(names);
        purposes = List.copyOf(purposes);
        if (lifetime.isNegative() || lifetime.isZero()) throw new IllegalArgumentException("lifetime must be positive, got " + lifetime);
    }

    static LeafProfile server(List<SubjectName> names, Duration lifetime) {
        if (names.isEmpty()) throw new IllegalArgumentException("a server certificate needs a name");
        return new LeafProfile(EMPTY, names.stream().map(SubjectName::toGeneralName).toList(), List.of(KeyPurposeId.id_kp_serverAuth),
                lifetime);
    }

    static LeafProfile client(ClientSubject subject, Duration lifetime) {
        if (subject.user().isBlank()) throw new IllegalArgumentException("a client certificate needs a user");
        return new LeafProfile(subject.toName(), List.of(), List.of(KeyPurposeId.id_kp_clientAuth), lifetime);
    }

    /** Exactly one URI, both purposes (X509-SVID sections 2 and 4.4). */
    static LeafProfile workload(SpiffeId id, Duration lifetime) {
        return new LeafProfile(
                EMPTY, List.of(new GeneralName(GeneralName.uniformResourceIdentifier, id.toString())),
                List.of(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth), lifetime);
    }

    private static final X500Name EMPTY = new X500Name(new org.bouncycastle.asn1.x500.RDN[0]);
}
