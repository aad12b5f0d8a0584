package dev.sluice.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PemTest {
    @TempDir Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"genrsa -traditional 2048", "genrsa 2048", "ecparam -name prime256v1 -genkey", "genpkey -algorithm ed25519"})
    void shouldReadEveryFormOfKeyThatOpensslWrites(String command) throws PemException {
        String written = OpenSsl.in(folder).run(command.split(" ")).output();

        PrivateKey key = Pem.readPrivateKey(written);

        assertThat(Pem.readPrivateKey(Pem.privateKey(key))).isEqualTo(key);
    }

    @Test
    void shouldWriteKeysThatOpensslReads() {
        var authority = LocalAuthority.create(TrustDomain.CLUSTER_LOCAL, InstantSource.system(), SystemChance.secure());
        OpenSsl openssl = OpenSsl.in(folder);
        openssl.file("key.pem", authority.keyPem());
        openssl.file("ca.pem", authority.certificatePem());

        String ofKey = openssl.run("pkey", "-in", "key.pem", "-pubout").output();
        String ofCertificate = openssl.run("x509", "-in", "ca.pem", "-noout", "-pubkey").output();

        assertThat(ofKey).startsWith("-----BEGIN PUBLIC KEY-----").isEqualTo(ofCertificate);
    }

    @Test
    void shouldRefuseAnEncryptedKeyAndSayWhy() {
        OpenSsl openssl = OpenSsl.in(folder);
        String encrypted = openssl
                .run("genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256", "-aes256", "-pass", "pass:secret").output();

        assertThatThrownBy(() -> Pem.readPrivateKey(encrypted)).isInstanceOf(PemException.class)
                .hasMessageContaining("without a passphrase");
    }

    @Test
    void shouldReadChainsInOrderAndPassOverTextBetween() throws PemException {
        var authority = LocalAuthority.create(TrustDomain.CLUSTER_LOCAL, InstantSource.system(), SystemChance.secure());
        Credential leaf = authority.issueServer(List.of(SubjectName.of("a.test")), Duration.ofDays(1));

        assertThat(Pem.readCertificates("subject: leaf\n" + leaf.chainPem() + "\nissuer: root\n" + authority.certificatePem()))
                .containsExactly(leaf.leaf(), authority.certificate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "hello", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
            "-----BEGIN CERTIFICATE-----\n*\n"})
    void shouldRefuseWhatHoldsNoCertificate(String text) {
        assertThatThrownBy(() -> Pem.readCertificates(text)).isInstanceOf(PemException.class).hasMessageContaining("certificate");
    }

    @Test
    void shouldRefuseADamagedKeyWithoutQuotingIt() {
        String damaged = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0c2VjcmV0\n-----END PRIVATE KEY-----\n";

        assertThatThrownBy(() -> Pem.readPrivateKey(damaged)).isInstanceOf(PemException.class).hasMessageContaining("cannot be read")
                .satisfies(thrown -> assertThat(thrown.toString()).doesNotContain("c2Vjcm").doesNotContain("secret"));
    }
}
