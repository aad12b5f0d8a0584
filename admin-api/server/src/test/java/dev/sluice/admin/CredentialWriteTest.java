package dev.sluice.admin;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import dev.sluice.admin.objects.ImportOutcome;
import dev.sluice.certs.Credential;
import dev.sluice.certs.LocalAuthority;
import dev.sluice.certs.SubjectName;
import dev.sluice.certs.SystemChance;
import dev.sluice.certs.TrustDomain;
import dev.sluice.reader.ResourceReader;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Secrets as they are written: what could never serve is refused, by the clock of the API; what was accepted stays. */
final class CredentialWriteTest {
    private static final String SECRETS = "/api/v1/namespaces/default/secrets";
    private static final String MERGE = "application/merge-patch+json";
    private static final Instant ISSUED = Instant.parse("2026-01-01T00:00:00Z");

    private static volatile Instant now = ISSUED;
    private static LocalAuthority authority;
    private static Credential shop;
    private static Credential other;
    private static AdminFixture admin;

    @TempDir private static Path folder;

    @BeforeAll
    static void start() throws Exception {
        authority = LocalAuthority.create(TrustDomain.CLUSTER_LOCAL, () -> ISSUED, SystemChance.secure());
        shop = authority.issueServer(List.of(SubjectName.of("shop.example.com")), Duration.ofDays(90));
        other = authority.issueServer(List.of(SubjectName.of("other.example.com")), Duration.ofDays(90));
        admin = new AdminFixture(folder, () -> now);
    }

    @AfterAll
    static void stop() {
        admin.close();
    }

    @BeforeEach
    void today() {
        now = ISSUED.plus(Duration.ofDays(1));
    }

    @Test
    void shouldRefuseACertificateThatHasExpiredAndStoreNothing() {
        now = ISSUED.plus(Duration.ofDays(90));

        refused(tls("expired", shop, shop), "SL0910", "data[tls.crt]", "expired at 2026-04-01T00:00:00Z; it is 2026-04-01T00:00:00Z");
        given(admin.admin()).get(SECRETS + "/expired").then().statusCode(404);
    }

    @Test
    void shouldRefuseACertificateThatIsNotValidYetAndForgiveClocksThatDifferALittle() {
        // The authority backdates by five minutes.
        now = ISSUED.minus(Duration.ofHours(1));
        refused(tls("early", shop, shop), "SL0911", "data[tls.crt]", "is valid from 2025-12-31T23:55:00Z");

        now = ISSUED.minus(Duration.ofMinutes(9));
        post(tls("early", shop, shop)).statusCode(201);
    }

    @Test
    void shouldWarnOfACertificateThatExpiresSoon() {
        now = ISSUED.plus(Duration.ofDays(80));

        var warnings = post(tls("soon", shop, shop)).statusCode(201).extract().headers().getValues("Warning");

        assertThat(warnings).singleElement().asString().contains("SL0912", "2026-04-01T00:00:00Z");
    }

    @Test
    void shouldNotCallAShortLivedCertificateOldWhileItIsFresh() {
        Credential daily = authority.issueServer(List.of(SubjectName.of("daily.example.com")), Duration.ofDays(6));

        assertThat(post(tls("daily", daily, daily)).statusCode(201).extract().headers().getValues("Warning")).isEmpty();
    }

    @Test
    void shouldRefuseAKeyThatIsNotTheCertificatesAndNeverQuoteIt() {
        String answer = refused(tls("mixed", shop, other), "SL0915", "data[tls.key]", "not the private key of the certificate");

        assertThat(answer).doesNotContain("PRIVATE KEY-----").doesNotContain(other.keyPem().substring(30, 60));
    }

    @Test
    void shouldRefuseWhatIsNotPem() {
        refused(secret("torn", "kubernetes.io/tls",
                Map.of("tls.crt", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "tls.key",
                        shop.keyPem())),
                "SL0913", "data[tls.crt]", "certificate 1 of the text cannot be read");
        refused(secret("torn", "kubernetes.io/tls", Map.of("tls.crt", shop.chainPem(), "tls.key", "s3cret")), "SL0914", "data[tls.key]",
                "no private key found");
        refused(secret("torn", "kubernetes.io/tls", Map.of("tls.crt", base64(shop.chainPem()), "tls.key", shop.keyPem())), "SL0913",
                "data[tls.crt]", "base64 twice over");
    }

    @Test
    void shouldJudgeIstiosSpellingAlike() {
        refused(secret("generic", "Opaque", Map.of("cert", shop.chainPem(), "key", other.keyPem())), "SL0915", "data[key]", "cert");
        post(secret("generic", "Opaque", Map.of("cert", shop.chainPem(), "key", shop.keyPem(), "cacert", authority.certificatePem())))
                .statusCode(201);
    }

    @Test
    void shouldRefuseHalfAPair() {
        refused(secret("half", "kubernetes.io/tls", Map.of("tls.crt", shop.chainPem(), "tls.key", "")), "SL0916", "data",
                "no private key (tls.key)");
        refused(secret("half", "kubernetes.io/tls", Map.of("password", "x")), "SL0916", "data", "has tls.crt and tls.key");
    }

    @Test
    void shouldRefuseCasAndRevocationListsThatCannotBeRead() {
        refused(secret("cas", "Opaque", Map.of("cacert", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")), "SL0917",
                "data[cacert]", "cannot be read");
        refused(secret("crl", "Opaque", Map.of("ca.crt", authority.certificatePem(), "ca.crl", "none")), "SL0918", "data[ca.crl]",
                "no revocation list found");
    }

    @Test
    void shouldWarnOfAnExpiredCertificateBehindTheServersOwn() {
        LocalAuthority old = LocalAuthority.create(TrustDomain.CLUSTER_LOCAL, () -> Instant.parse("2010-01-01T00:00:00Z"),
                SystemChance.secure());

        var warnings = post(secret("chained", "kubernetes.io/tls",
                Map.of("tls.crt", shop.chainPem() + old.certificatePem(), "tls.key", shop.keyPem())))
                .statusCode(201).extract().headers().getValues("Warning");

        assertThat(warnings).singleElement().asString().contains("SL0919", "2020-01-01T00:00:00Z");
    }

    @Test
    void shouldLeaveSecretsAloneThatAreNoCredentials() {
        post(secret("password", "Opaque", Map.of("key", "hunter2"))).statusCode(201);
        post(secret("license", "Opaque", Map.of("key", "4711", "cert", "of authenticity"))).statusCode(201);
        post(secret("awaited", "kubernetes.io/tls", Map.of("tls.crt", "", "tls.key", ""))).statusCode(201);
    }

    @Test
    void shouldJudgeWhatAGatewayServesWithWhateverItLooksLike() {
        given(admin.admin()).contentType("application/json").body(Samples.gateway("served", "served"))
                .post("/apis/networking.istio.io/v1/namespaces/default/gateways").then().statusCode(201);

        refused(secret("served", "Opaque", Map.of("key", "4711", "cert", "of authenticity")), "SL0913", "data[cert]",
                "no certificate found");
    }

    @Test
    void shouldNotJudgeAgainWhatWasAccepted() {
        post(tls("old", shop, shop)).statusCode(201);
        now = ISSUED.plus(Duration.ofDays(365));

        patch("old", "{\"metadata\":{\"labels\":{\"team\":\"shop\"}}}").statusCode(200);
        var again = ResourceReader.readText("again.yaml", tls("old", shop, shop)).stream().map(one -> Objects.requireNonNull(one.tree()))
                .toList();
        assertThat(admin.api.importObjects(again, "test", "")).isInstanceOf(ImportOutcome.Applied.class);
        patch("old", "{\"stringData\":{\"tls.crt\":" + quoted(other.chainPem()) + ",\"tls.key\":" + quoted(other.keyPem()) + "}}")
                .statusCode(422)
                .body("message", containsString("SL0910"));
        given(admin.admin()).delete(SECRETS + "/old").then().statusCode(200);
    }

    @Test
    void shouldRefuseAnImportWithAnExpiredCertificateWhole() {
        now = ISSUED.plus(Duration.ofDays(365));
        var objects = ResourceReader.readText("all.yaml", tls("imported", shop, shop) + "\n---\n" + Samples.serviceEntry("beside")).stream()
                .map(one -> Objects.requireNonNull(one.tree())).toList();

        assertThat(admin.api.importObjects(objects, "test", "")).isInstanceOfSatisfying(ImportOutcome.Refused.class,
                refused -> assertThat(refused.diagnostics()).singleElement()
                        .satisfies(one -> assertThat(one.code().code()).isEqualTo("SL0910")));
        given(admin.admin()).get("/apis/networking.istio.io/v1/namespaces/default/serviceentries/beside").then().statusCode(404);
    }

    private static String refused(String secret, String code, String field, String words) {
        return post(secret).statusCode(422).body("reason", equalTo("Invalid")).body("details.causes.field", hasItem(field))
                .body("message", containsString(code)).body("message", containsString(words)).extract().asString();
    }

    private static ValidatableResponse post(String secret) {
        return given(admin.admin()).contentType("application/json").body(secret).post(SECRETS).then();
    }

    private static ValidatableResponse patch(String name, String change) {
        return given(admin.admin()).contentType(MERGE).body(change).patch(SECRETS + "/" + name).then();
    }

    private static String tls(String name, Credential certificate, Credential key) {
        return secret(name, "kubernetes.io/tls", Map.of("tls.crt", certificate.chainPem(), "tls.key", key.keyPem()));
    }

    private static String secret(String name, String type, Map<String, String> data) {
        var entries = new StringBuilder();
        new TreeMap<>(data).forEach(
                (key, text) -> entries.append(entries.isEmpty() ? "" : ",").append(quoted(key)).append(':').append(quoted(base64(text))));
        return "{\"apiVersion\":\"v1\",\"kind\":\"Secret\",\"metadata\":{\"name\":\"" + name + "\"},\"type\":\"" + type + "\",\"data\":{"
                + entries + "}}";
    }

    private static String quoted(String text) {
        return '"' + text.replace("\n", "\\n") + '"';
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
