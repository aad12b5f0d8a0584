package dev.sluice.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpiffeIdTest {
    @Test
    void shouldCompareTrustDomainsWithoutCaseAndPathsWithIt() {
        assertThat(SpiffeId.parse("SPIFFE://Cluster.Local/ns/a/sa/b")).isEqualTo(SpiffeId.parse("spiffe://cluster.local/ns/a/sa/b"))
                .isNotEqualTo(SpiffeId.parse("spiffe://cluster.local/ns/A/sa/b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "", "https://a.test/x", "spiffe://", "spiffe://a.test", "spiffe://a.test/", "spiffe://a.test/x/", "spiffe://a.test//x",
            "spiffe://a.test/./x",
            "spiffe://a.test/../x", "spiffe://a.test:80/x", "spiffe://u@a.test/x", "spiffe://a.test/x?y", "spiffe://a.test/x#y",
            "spiffe://a.test/%41"})
    void shouldRefuseWhatTheStandardForbids(String text) {
        assertThatThrownBy(() -> SpiffeId.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldRefuseMoreThan2048Bytes() {
        assertThatThrownBy(() -> SpiffeId.parse("spiffe://a.test/" + "x".repeat(2048))).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("2048");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "-a.test", "a..test", "*.*.test", "a.*.test", "http://a.test", "a.test:80"})
    void shouldRefuseServerNamesThatAreNone(String text) {
        assertThatThrownBy(() -> SubjectName.of(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
