package dev.sluice.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.certs.Credential;
import dev.sluice.certs.LocalAuthority;
import dev.sluice.certs.SubjectName;
import dev.sluice.certs.SystemChance;
import dev.sluice.certs.TrustDomain;
import dev.sluice.resources.Bytes;
import dev.sluice.resources.Metadata;
import dev.sluice.resources.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SecretMaterialTest {
    private final LocalAuthority authority = LocalAuthority.create(TrustDomain.CLUSTER_LOCAL, InstantSource.system(),
            SystemChance.secure());
    private final Credential shop = authority.issueServer(List.of(SubjectName.of("shop.example.com")), Duration.ofDays(1));
    private final Credential other = authority.issueServer(List.of(SubjectName.of("other.example.com")), Duration.ofDays(1));

    @Test
    void shouldKnowBothSpellingsOfTheKeysOfASecret() {
        // When
        var material = material(
                secret("k8s",
                        Map.of("tls.crt", shop.chainPem(), "tls.key", shop.keyPem(), "ca.crt", authority.certificatePem(), "ca.crl",
                                "crl")),
                secret("istio", Map.of("cert", shop.chainPem(), "key", shop.keyPem(), "cacert", authority.certificatePem())));

        // Then
        for (String name : List.of("k8s", "istio")) {
            assertThat(material.credential(name)).isNotNull();
            assertThat(material.roots(name)).isNotNull();
        }
        assertThat(material.roots("k8s")).satisfies(roots -> assertThat(roots.crl()).hasSize(1));
        assertThat(material.credential("absent")).isNull();
        assertThat(material.problems()).isEmpty();
    }

    @Test
    void shouldGiveNoPairThatDoesNotBelongTogetherOrCannotBeRead() {
        // When
        var material = material(secret("mixed", Map.of("tls.crt", shop.chainPem(), "tls.key", other.keyPem())),
                secret("torn", Map.of("tls.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----", "tls.key", shop.keyPem())),
                secret("half", Map.of("tls.crt", shop.chainPem())), secret("opaque", Map.of("password", "x")));

        // Then
        for (String name : List.of("mixed", "torn", "half", "opaque")) assertThat(material.credential(name)).isNull();
        assertThat(material.problems()).containsOnlyKeys("mixed", "torn", "half");
        assertThat(material.problems().values()).noneMatch(text -> text.contains("PRIVATE") || text.contains("AAAA"));
    }

    @Test
    void shouldServeWhatHasExpired() {
        // Given
        var longAgo = LocalAuthority.create(TrustDomain.CLUSTER_LOCAL, InstantSource.fixed(Instant.parse("2020-01-01T00:00:00Z")),
                SystemChance.secure());
        Credential expired = longAgo.issueServer(List.of(SubjectName.of("old.example.com")), Duration.ofDays(1));

        // When
        var material = material(secret("old", Map.of("tls.crt", expired.chainPem(), "tls.key", expired.keyPem())));

        // Then
        assertThat(material.credential("old")).isNotNull();
        assertThat(material.expiries().get("old")).isBefore(Instant.parse("2020-01-03T00:00:00Z"));
    }

    @Test
    void shouldSeeOnlySecretsOfTheNodesNamespace() {
        // Given
        var elsewhere = new Secret(Metadata.of("elsewhere", "shop"), "Opaque",
                bytes(Map.of("tls.crt", shop.chainPem(), "tls.key", shop.keyPem())));

        // Then
        assertThat(material(elsewhere).credential("shop")).isNull();
    }

    @Test
    void shouldPrintNoKey() {
        // When
        var material = material(secret("shop", Map.of("tls.crt", shop.chainPem(), "tls.key", shop.keyPem())));

        // Then
        assertThat(String.valueOf(material.credential("shop"))).doesNotContain("PRIVATE KEY");
    }

    private static SecretMaterial material(Secret... secrets) {
        return SecretMaterial.of(List.of(secrets), "default", SecretMaterial.none());
    }

    private static Secret secret(String name, Map<String, String> data) {
        return new Secret(Metadata.of("default", name), "Opaque", bytes(data));
    }

    private static Map<String, Bytes> bytes(Map<String, String> data) {
        var bytes = new HashMap<String, Bytes>();
        data.forEach((key, text) -> bytes.put(key, Bytes.of(text.getBytes(StandardCharsets.UTF_8))));
        return bytes;
    }
}
