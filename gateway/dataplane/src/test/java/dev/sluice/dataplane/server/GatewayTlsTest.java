package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.dataplane.tls.TestAuthority;
import dev.sluice.dataplane.tls.TestListeners;
import dev.sluice.dataplane.tls.TlsClient;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS as a client of a whole gateway meets it, asked with openssl where its own tools are needed. */
@Tag("transport")
class GatewayTlsTest {
    private static final TestAuthority SERVERS = new TestAuthority("CN=servers");
    private static final TestAuthority CLIENTS = new TestAuthority("CN=clients");
    private static final TestAuthority OTHERS = new TestAuthority("CN=others");
    private static final TestAuthority.Issued CLIENT = CLIENTS.issue("EC", "CN=client,O=shop", Duration.ofDays(1),
            "URI:spiffe://td/ns/a/sa/b", "DNS:client.test");
    private final Map<String, TestAuthority.Issued> pairs = new HashMap<>(Map.of("ta", SERVERS.issue("EC", "a.test"), "tb",
            SERVERS.issue("EC", "b.test"), "tm", SERVERS.issue("EC", "m.test"), "tn", SERVERS.issue("EC", "n.test")));
    private final Map<String, TlsMaterial.Roots> roots = new HashMap<>(
            Map.of("tm", CLIENTS.roots(), "tn", OTHERS.roots()));
    private final Upstream upstream = Upstream.named("v1");
    private final RunningGateway gateway = RunningGateway.with(Yaml.gateway());
    @TempDir private Path folder = Path.of("");

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    /** @param servers host and the text of its {@code tls}, in turn */
    private void serve(String... servers) {
        var yaml = new StringBuilder("""
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: gw, namespace: default}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 80, name: http, protocol: HTTP}
                    hosts: ['*']
                    tls: {httpsRedirect: true}
                """);
        for (int i = 0; i < servers.length; i += 2) {
            yaml.append("  - port: {number: 443, name: https-").append(i).append(", protocol: HTTPS}\n    hosts: ['").append(servers[i])
                    .append("']\n    tls: {").append(servers[i + 1]).append("}\n");
        }
        gateway.apply(yaml + Yaml.service("up", upstream.port()) + Yaml.routes("- route: [{destination: {host: up.test}}]"),
                TestListeners.secrets(pairs, roots));
    }

    private void serveUsual() {
        serve("a.test", "mode: SIMPLE, credentialName: ta", "b.test", "mode: SIMPLE, credentialName: tb", "m.test",
                "mode: MUTUAL, credentialName: tm", "n.test", "mode: MUTUAL, credentialName: tn");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void shouldResumeASessionAtItsOwnServerOnly(String version) throws Exception {
        serveUsual();
        String session = folder.resolve("a.session").toString();
        assertThat(openssl("a.test", version, "-sess_out", session)).contains("HTTP/1.1 200").contains("New, TLSv1");

        assertThat(openssl("a.test", version, "-sess_in", session)).contains("Reused, TLSv1").contains("HTTP/1.1 200");
        assertThat(openssl("b.test", version, "-sess_in", session)).doesNotContain("Reused").contains("CN = b.test");
        assertThat(openssl("m.test", version, "-sess_in", session)).doesNotContain("Reused").doesNotContain("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-tls1_2", "-tls1_3"})
    void shouldNotTakeATicketOfAClientForAServerWithOtherRoots(String version) throws Exception {
        serveUsual();
        String session = folder.resolve("m.session").toString();
        assertThat(openssl("m.test", withClient(version, "-sess_out", session))).contains("HTTP/1.1 200");

        assertThat(openssl("n.test", version, "-sess_in", session)).doesNotContain("Reused").doesNotContain("HTTP/1.1 200");
        roots.put("tm", OTHERS.roots());
        serveUsual();
        assertThat(openssl("m.test", version, "-sess_in", session)).doesNotContain("Reused").doesNotContain("HTTP/1.1 200");
    }

    @Test
    void shouldHonourVersionsAndSuites() throws Exception {
        serve("a.test", "mode: SIMPLE, credentialName: ta", "b.test", "mode: SIMPLE, credentialName: tb, minProtocolVersion: TLSV1_3",
                "c.test",
                "mode: SIMPLE, credentialName: ta, maxProtocolVersion: TLSV1_2, cipherSuites: [ECDHE-ECDSA-AES256-GCM-SHA384]");

        assertThat(openssl("a.test", "-tls1_1", "-cipher", "ALL:@SECLEVEL=0")).doesNotContain("HTTP/1.1 200");
        assertThat(openssl("a.test", "-tls1_2")).contains("HTTP/1.1 200").contains("Protocol  : TLSv1.2");
        assertThat(openssl("b.test", "-tls1_2")).doesNotContain("HTTP/1.1 200");
        assertThat(openssl("b.test")).contains("HTTP/1.1 200").contains("New, TLSv1.3");
        assertThat(openssl("c.test")).contains("HTTP/1.1 200").contains("Cipher is ECDHE-ECDSA-AES256-GCM-SHA384");
        assertThat(openssl("c.test", "-tls1_2", "-cipher", "ECDHE-ECDSA-AES128-GCM-SHA256")).doesNotContain("HTTP/1.1 200");
    }

    @ParameterizedTest
    @CsvSource({"RSA-PSS+SHA256, RSA-PSS", "ECDSA+SHA256, ECDSA", "RSA-PSS+SHA256:ECDSA+SHA256, ECDSA"})
    void shouldShowTheCertificateThatTheClientCanVerify(String algorithms, String expected) throws Exception {
        pairs.put("rsa", SERVERS.issue("RSA", "a.test"));
        serve("a.test", "mode: SIMPLE, credentialNames: [ta, rsa]");

        assertThat(openssl("a.test", "-sigalgs", algorithms)).contains("HTTP/1.1 200").contains("Peer signature type: " + expected);
    }

    @Test
    void shouldReadAClientHelloInSeveralRecords() throws Exception {
        serveUsual();
        var protocols = new StringBuilder("http/1.1");
        for (int i = 0; i < 60; i++) protocols.append(",made-up-protocol-").append(i);

        assertThat(openssl("a.test", "-max_send_frag", "512", "-alpn", protocols.toString())).contains("HTTP/1.1 200")
                .contains("ALPN protocol: http/1.1");
    }

    @Test
    void shouldKeepConnectionsAndShowTheNewCertificateAfterARotation() throws Exception {
        serveUsual();
        try (SSLSocket old = TlsClient.connect(gateway.port(443), "a.test", null, List.of("http/1.1"))) {
            assertThat(ask(old, "a.test")).startsWith("HTTP/1.1 200");
            pairs.put("ta", SERVERS.issue("EC", "a.test"));
            serveUsual();
            assertThat(ask(old, "a.test")).startsWith("HTTP/1.1 200");
            try (SSLSocket fresh = TlsClient.connect(gateway.port(443), "a.test", null, List.of("http/1.1"))) {
                assertThat(serial(fresh)).isNotEqualTo(serial(old));
                assertThat(ask(fresh, "a.test")).startsWith("HTTP/1.1 200");
            }
        }
    }

    @Test
    void shouldTellOfMissingAndExpiredCertificatesAndHarmNobodyElse() throws Exception {
        pairs.remove("tb");
        pairs.put("tc", SERVERS.issue("EC", "CN=c.test", Duration.ofDays(-1), "DNS:c.test"));
        serve("a.test", "mode: SIMPLE, credentialName: ta", "b.test", "mode: SIMPLE, credentialName: tb", "c.test",
                "mode: SIMPLE, credentialName: tc");

        var listener = gateway.status().stream().filter(one -> one.listener().endsWith("443")).findFirst().orElseThrow();
        assertThat(listener.bound()).isTrue();
        assertThat(listener.problem()).contains("Secret tb missing").contains("b.test").contains("certificate expired").contains("c.test")
                .doesNotContain("a.test");
        assertThat(openssl("a.test")).contains("HTTP/1.1 200");
        assertThat(openssl("b.test")).doesNotContain("BEGIN CERTIFICATE");
        assertThat(openssl("c.test")).contains("HTTP/1.1 200");
        pairs.put("tb", SERVERS.issue("EC", "b.test"));
        serveUsual();
        assertThat(openssl("b.test")).contains("HTTP/1.1 200");
    }

    @Test
    void shouldRedirectToHttpsAndAnswer421ForAHostOfAnotherServer() throws Exception {
        serveUsual();
        try (var client = new RawClient(gateway.port(80));
                SSLSocket secured = TlsClient.connect(gateway.port(443), "a.test", null, List.of("http/1.1"))) {
            var response = client.send("GET /x?y HTTP/1.1\r\nHost: a.test\r\n\r\n").response();

            assertThat(response.status()).isEqualTo(301);
            assertThat(response.field("location")).isEqualTo("https://a.test/x?y");
            assertThat(ask(secured, "m.test")).startsWith("HTTP/1.1 421");
            assertThat(upstream.requests()).isEmpty();
        }
    }

    @Test
    void shouldTellTheUpstreamWhoTheClientIs() throws Exception {
        serveUsual();
        try (SSLSocket socket = TlsClient.connect(gateway.port(443), "m.test", CLIENT.keyManagers(), List.of("http/1.1"))) {
            assertThat(ask(socket, "m.test", "X-Forwarded-Client-Cert: Hash=forged")).startsWith("HTTP/1.1 200");
        }
        assertThat(upstream.last().field("x-forwarded-client-cert")).startsWith("Hash=").doesNotContain("forged")
                .contains("Subject=\"").contains("CN=client").contains("URI=spiffe://td/ns/a/sa/b");

        try (SSLSocket socket = TlsClient.connect(gateway.port(443), "a.test", CLIENT.keyManagers(), List.of("http/1.1"))) {
            assertThat(ask(socket, "a.test", "X-Forwarded-Client-Cert: Hash=forged")).startsWith("HTTP/1.1 200");
        }
        assertThat(upstream.last().field("x-forwarded-client-cert")).isEmpty();
    }

    @Test
    void shouldRefuseARevokedClientAndEveryClientWhereTheListCannotBeRead() throws Exception {
        roots.put("tm", CLIENTS.roots(CLIENTS.crl(CLIENTS.issue("EC", "CN=x", Duration.ofDays(1)).certificate())));
        serveUsual();
        assertThat(openssl("m.test", withClient())).contains("HTTP/1.1 200");
        roots.put("tm", CLIENTS.roots(CLIENTS.crl(CLIENT.certificate())));
        serveUsual();
        assertThat(openssl("m.test", withClient())).doesNotContain("HTTP/1.1 200");
        roots.put("tm", CLIENTS.roots("no list at all"));
        serveUsual();
        assertThat(openssl("m.test", withClient())).doesNotContain("HTTP/1.1 200");
        assertThat(gateway.status()).anyMatch(one -> one.problem().contains("m.test"));
        assertThat(openssl("a.test")).contains("HTTP/1.1 200");
    }

    @Test
    void shouldAskAnOpenConnectionToComeAgainOnceNamesArePinned() throws Exception {
        serveUsual();
        try (SSLSocket socket = TlsClient.connect(gateway.port(443), "m.test", CLIENT.keyManagers(), List.of("http/1.1"))) {
            assertThat(ask(socket, "m.test")).startsWith("HTTP/1.1 200");
            serve("m.test", "mode: MUTUAL, credentialName: tm, subjectAltNames: [spiffe://td/ns/a/sa/somebody-else]");

            assertThat(ask(socket, "m.test")).startsWith("HTTP/1.1 421");
        }
        await().until(() -> upstream.requests().size() == 1);
    }

    private static String serial(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0]).getSerialNumber().toString();
    }

    /** One request and the head and body of its answer, on a connection that stays open. */
    private static String ask(Socket socket, String host, String... fields) throws IOException {
        String more = fields.length == 0 ? "" : String.join("\r\n", fields) + "\r\n";
        socket.getOutputStream().write(("GET / HTTP/1.1\r\nHost: " + host + "\r\n" + more + "\r\n").getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int one = in.read();
            if (one < 0) throw new IOException("ended after " + head);
            head.append((char) one);
        }
        String length = RawClient.field(head.toString(), "content-length");
        return head + new String(in.readNBytes(length.isEmpty() ? 0 : Integer.parseInt(length)), StandardCharsets.ISO_8859_1);
    }

    private String[] withClient(String... arguments) throws IOException {
        Path certificate = Files.writeString(folder.resolve("client.pem"), CLIENT.chainPem());
        Path key = Files.writeString(folder.resolve("client.key"), CLIENT.keyPem());
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("-cert", certificate.toString(), "-key", key.toString()));
        return all.toArray(String[]::new);
    }

    /** All that {@code openssl s_client} prints when it asks {@code host} for one page. */
    private String openssl(String host, String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("openssl", "s_client", "-connect", "127.0.0.1:" + gateway.port(443), "-servername", host,
                "-ign_eof"));
        command.addAll(List.of(arguments));
        Path input = Files.writeString(folder.resolve("request"), "GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
        Path output = folder.resolve("output");
        Process process;
        try {
            process = new ProcessBuilder(command).redirectInput(input.toFile()).redirectErrorStream(true).redirectOutput(output.toFile())
                    .start();
        } catch (IOException missing) {
            assumeTrue(false, "SKIPPED: openssl is not installed");
            throw missing;
        }
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("openssl ends by itself: " + Files.readString(output)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output, StandardCharsets.ISO_8859_1);
    }
}
