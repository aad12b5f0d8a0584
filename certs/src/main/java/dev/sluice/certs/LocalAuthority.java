package dev.sluice.certs;

import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;

/**
 * A certificate authority of one installation: a self-signed root that signs leaves directly. It keeps nothing: whoever owns it stores
 * {@link #certificatePem()} and {@link #keyPem()} and loads it again. Thread-safe.
 */
public final class LocalAuthority {
    private static final int ROOT_YEARS = 10;
    /** Clocks of others may run behind ours; a fresh certificate must not be "not yet valid" there. */
    private static final Duration BACKDATE = Duration.ofMinutes(5);

    private final Credential root;
    private final TrustDomain trustDomain;
    private final InstantSource clock;
    private final SecureRandom random;

    private LocalAuthority(Credential root, TrustDomain trustDomain, InstantSource clock, SecureRandom random) {
        this.root = root;
        this.trustDomain = trustDomain;
        this.clock = clock;
        this.random = random;
    }

    /** A new root, good for ten years from now. */
    public static LocalAuthority create(TrustDomain trustDomain, InstantSource clock, SecureRandom random) {
        Instant now = clock.instant();
        KeyPair key = Issuance.newKey(random);
        var name = new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.O, trustDomain.name()).addRDN(BCStyle.CN, "Sluice local CA")
                .build();
        X509Certificate certificate = Issuance
                .root(name, trustDomain, key, now.minus(BACKDATE), now.atOffset(ZoneOffset.UTC).plusYears(ROOT_YEARS).toInstant(), random);
        return new LocalAuthority(new Credential(key.getPrivate(), List.of(certificate)), trustDomain, clock, random);
    }

    /**
     * The authority whose {@link #certificatePem()} and {@link #keyPem()} these are.
     *
     * @throws PemException if a text cannot be read, the certificate is no authority's, or the two do not belong together
     */
    public static LocalAuthority load(String certificatePem, String keyPem, InstantSource clock, SecureRandom random) throws PemException {
        Credential root = Credential.read(certificatePem, keyPem);
        if (root.leaf().getBasicConstraints() < 0) {
            throw new PemException(
                    "the certificate of " + root.leaf().getSubjectX500Principal() + " may not sign others: it is not a CA's");
        }
        if (!Pairing.belongTogether(root.key(), root.leaf().getPublicKey())) {
            throw new PemException("the private key is not the one of the certificate of " + root.leaf().getSubjectX500Principal());
        }
        return new LocalAuthority(root, SubjectUris.trustDomainOf(root.leaf()), clock, random);
    }

    public X509Certificate certificate() {
        return root.leaf();
    }

    /** What others verify against; no secret. */
    public String certificatePem() {
        return root.chainPem();
    }

    /** PKCS#8. A secret: who has it can speak for everybody. */
    public String keyPem() {
        return root.keyPem();
    }

    public TrustDomain trustDomain() {
        return trustDomain;
    }

    /**
     * A key and certificate for a TLS server.
     *
     * @param names at least one
     * @throws IllegalStateException if the authority itself is no longer valid
     */
    public Credential issueServer(List<SubjectName> names, Duration lifetime) {
        return issue(LeafProfile.server(names, lifetime));
    }

    /** A key and certificate that let {@code subject} call an API of ours. */
    public Credential issueClient(ClientSubject subject, Duration lifetime) {
        return issue(LeafProfile.client(subject, lifetime));
    }

    /**
     * A workload's identity, for both ends of mutual TLS.
     *
     * @throws IllegalArgumentException if {@code id} is of another trust domain
     */
    public Credential issueWorkload(SpiffeId id, Duration lifetime) {
        if (!id.trustDomain().equals(trustDomain)) {
            throw new IllegalArgumentException(id + " is not of this authority's trust domain " + trustDomain);
        }
        return issue(LeafProfile.workload(id, lifetime));
    }

    private Credential issue(LeafProfile profile) {
        Instant now = clock.instant();
        Instant rootEnds = root.leaf().getNotAfter().toInstant();
        if (!now.isBefore(rootEnds))
            throw new IllegalStateException("the authority " + root.leaf().getSubjectX500Principal() + " ended at " + rootEnds);
        Instant wanted = now.plus(profile.lifetime());
        KeyPair key = Issuance.newKey(random);
        X509Certificate leaf = Issuance
                .leaf(profile, key.getPublic(), root, now.minus(BACKDATE), wanted.isBefore(rootEnds) ? wanted : rootEnds, random);
        return new Credential(key.getPrivate(), List.of(leaf));
    }

    @Override
    public String toString() {
        return "LocalAuthority[" + trustDomain + ", until " + root.leaf().getNotAfter().toInstant() + ", key redacted]";
    }
}
