package dev.sluice.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.certs.OpenSsl.Result;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalAuthorityTest {
    private static final Instant NOW = Instant.parse("2030-06-01T12:00:00Z");
    private static final String AT_NOW = String.valueOf(NOW.getEpochSecond());

    @TempDir Path folder;
    private OpenSsl openssl = new OpenSsl(Path.of("."));
    private final LocalAuthority authority = LocalAuthority.create(TrustDomain.CLUSTER_LOCAL, InstantSource.fixed(NOW),
            SystemChance.secure());

    @BeforeEach
    void findOpenSsl() {
        openssl = OpenSsl.in(folder);
        openssl.file("ca.pem", authority.certificatePem());
    }

    @Test
    void shouldIssueServerCertificatesThatOpensslVerifiesByNameAndAddress() {
        Credential server = authority.issueServer(List.of(new SubjectName.Dns("*.example.com"), new SubjectName.Ip("127.0.0.1")),
                Duration.ofDays(90));

        openssl.file("server.pem", server.chainPem());

        assertThat(verify("-purpose", "sslserver", "-verify_hostname", "shop.example.com", "server.pem").output()).endsWith("OK\n");
        assertThat(verify("-purpose", "sslserver", "-verify_ip", "127.0.0.1", "server.pem").output()).endsWith("OK\n");
        assertThat(verify("-verify_hostname", "shop.example.org", "server.pem").output()).contains("hostname mismatch");
        assertThat(verify("-purpose", "sslclient", "server.pem").exit()).isNotZero();
    }

    @Test
    void shouldIssueClientCertificatesWhoseSubjectSaysUserAndGroups() {
        Credential client = authority.issueClient(new ClientSubject("ada, \"the\" admin", List.of("sluice:admins", "ops")),
                Duration.ofDays(1));

        openssl.file("client.pem", client.chainPem());

        assertThat(verify("-purpose", "sslclient", "client.pem").output()).endsWith("OK\n");
        assertThat(openssl.run("x509", "-in", "client.pem", "-noout", "-subject", "-nameopt", "multiline").output()).containsSubsequence(
                "organizationName          = sluice:admins", "organizationName          = ops",
                "commonName                = ada, \"the\" admin");
        assertThat(ClientSubject.of(client.leaf())).isEqualTo(new ClientSubject("ada, \"the\" admin", List.of("sluice:admins", "ops")));
    }

    @Test
    void shouldIssueWorkloadIdentitiesWithOneCriticalUri() {
        SpiffeId id = SpiffeId.ofServiceAccount(TrustDomain.CLUSTER_LOCAL, "default", "reviews");

        Credential workload = authority.issueWorkload(id, Duration.ofHours(24));

        openssl.file("workload.pem", workload.chainPem());
        assertThat(verify("-purpose", "sslserver", "workload.pem").output()).endsWith("OK\n");
        assertThat(verify("-purpose", "sslclient", "workload.pem").output()).endsWith("OK\n");
        assertThat(openssl.run("x509", "-in", "workload.pem", "-noout", "-text").output())
                .contains("X509v3 Subject Alternative Name: critical\n                URI:spiffe://cluster.local/ns/default/sa/reviews\n")
                .contains("X509v3 Key Usage: critical\n                Digital Signature\n");
        assertThat(SubjectUris.of(workload.leaf())).containsExactly(id.toString());
    }

    @Test
    void shouldLiveTenYearsAndNotLetALeafOutliveIt() {
        Credential leaf = authority.issueServer(List.of(SubjectName.of("a.test")), Duration.ofDays(36_500));

        assertThat(authority.certificate().getNotAfter().toInstant()).isEqualTo("2040-06-01T12:00:00Z");
        assertThat(leaf.leaf().getNotAfter()).isEqualTo(authority.certificate().getNotAfter());
        openssl.file("leaf.pem", leaf.chainPem());
        long after = Instant.parse("2040-06-01T12:00:01Z").getEpochSecond();
        assertThat(openssl.run("verify", "-CAfile", "ca.pem", "-attime", String.valueOf(after), "leaf.pem").output()).contains("expired");
    }

    @Test
    void shouldGoOnIssuingAfterItWasStoredAndLoaded() throws PemException {
        LocalAuthority loaded = LocalAuthority.load(authority.certificatePem(), authority.keyPem(), InstantSource.fixed(NOW),
                SystemChance.secure());

        openssl.file("server.pem", loaded.issueServer(List.of(SubjectName.of("a.test")), Duration.ofDays(1)).chainPem());

        assertThat(loaded.trustDomain()).isEqualTo(TrustDomain.CLUSTER_LOCAL);
        assertThat(verify("-verify_hostname", "a.test", "server.pem").output()).endsWith("OK\n");
    }

    @Test
    void shouldRefuseToLoadAKeyThatIsNotTheCertificates() {
        LocalAuthority other = LocalAuthority.create(TrustDomain.CLUSTER_LOCAL, InstantSource.fixed(NOW), SystemChance.secure());

        assertThatThrownBy(
                () -> LocalAuthority.load(authority.certificatePem(), other.keyPem(), InstantSource.fixed(NOW), SystemChance.secure()))
                .isInstanceOf(PemException.class).hasMessageContaining("not the one of the certificate");
    }

    @Test
    void shouldRefuseToLoadALeafAsAnAuthority() {
        Credential leaf = authority.issueServer(List.of(SubjectName.of("a.test")), Duration.ofDays(1));

        assertThatThrownBy(() -> LocalAuthority.load(leaf.chainPem(), leaf.keyPem(), InstantSource.fixed(NOW), SystemChance.secure()))
                .isInstanceOf(PemException.class).hasMessageContaining("not a CA's");
    }

    @Test
    void shouldRefuseToIssueOnceTheRootHasEnded() throws PemException {
        InstantSource late = InstantSource.fixed(Instant.parse("2041-01-01T00:00:00Z"));
        LocalAuthority ended = LocalAuthority.load(authority.certificatePem(), authority.keyPem(), late, SystemChance.secure());

        assertThatThrownBy(() -> ended.issueServer(List.of(SubjectName.of("a.test")), Duration.ofDays(1)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ended at 2040-06-01T12:00:00Z");
    }

    @Test
    void shouldRefuseIdentitiesOfAnotherTrustDomain() {
        assertThatThrownBy(() -> authority.issueWorkload(SpiffeId.parse("spiffe://other.test/ns/a/sa/b"), Duration.ofDays(1)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("other.test");
    }

    @Test
    void shouldNeverPrintAKey() {
        Credential server = authority.issueServer(List.of(SubjectName.of("a.test")), Duration.ofDays(1));

        assertThat(server.toString()).contains("key redacted").doesNotContain("PRIVATE").doesNotContain(server.key().toString());
        assertThat(authority.toString()).contains("key redacted").doesNotContain("PRIVATE");
    }

    private Result verify(String... arguments) {
        var command = new java.util.ArrayList<>(List.of("verify", "-CAfile", "ca.pem", "-x509_strict", "-attime", AT_NOW));
        command.addAll(List.of(arguments));
        return openssl.run(command.toArray(String[]::new));
    }
}
