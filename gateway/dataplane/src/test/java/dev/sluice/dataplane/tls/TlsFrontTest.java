package dev.sluice.dataplane.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.rules.model.TlsTermination;
import dev.sluice.rules.model.TlsTermination.ClientCertificate;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsFrontTest {
    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final TestAuthority AUTHORITY = new TestAuthority("CN=servers");
    private static final TestAuthority CLIENTS = new TestAuthority("CN=clients");
    private static final TestAuthority STRANGERS = new TestAuthority("CN=strangers");
    private final TestTlsServer.Secrets secrets = new TestTlsServer.Secrets();
    private @Nullable TestTlsServer server;

    @AfterEach
    void stop() {
        if (server != null) server.close();
    }

    @ParameterizedTest(name = "{0} reaches {1}")
    @CsvSource({"a.test,https.a.test", "A.TEST,https.a.test", "x.w.test,https.*.w.test", "deep.x.w.test,https.*.w.test"})
    void shouldChooseTheServerBySni(String sni, String expected) throws Exception {
        secrets.pair("ta", AUTHORITY.issue("EC", "a.test")).pair("tw", AUTHORITY.issue("EC", "*.w.test"));
        serve(Map.of("a.test", TestTlsServer.simple("ta"), "*.w.test", TestTlsServer.simple("tw")));

        assertThat(exchange(sni, null)).contains("server=" + expected + " sni=" + sni.toLowerCase(java.util.Locale.ROOT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"w.test", "b.test", "-"})
    void shouldCloseWithoutAnAlertWhereNoServerTakesTheName(String sni) throws Exception {
        secrets.pair("tw", AUTHORITY.issue("EC", "*.w.test"));
        var running = serve(Map.of("*.w.test", TestTlsServer.simple("tw")));

        try (var socket = new Socket("127.0.0.1", running.port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(ClientHelloTest.hello(sni.equals("-") ? null : sni, 0));

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(running.refusals).hasSize(1);
    }

    @Test
    void shouldServeAnyNameAndNoNameByTheStar() throws Exception {
        secrets.pair("tany", AUTHORITY.issue("EC", "any.test"));
        serve(Map.of("*", TestTlsServer.simple("tany")));

        assertThat(exchange("other.example", null)).contains("server=https.*");
        assertThat(exchange(null, null)).contains("server=https.*").contains("sni=null");
    }

    @Test
    void shouldReadAHelloCutIntoSingleBytesAndRecords() throws Exception {
        secrets.pair("ta", AUTHORITY.issue("EC", "a.test"));
        var running = serve(Map.of("a.test", TestTlsServer.simple("ta")));

        try (var socket = new Socket("127.0.0.1", running.port())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(5000);
            for (byte one : ClientHelloTest.hello("a.test", 7)) socket.getOutputStream().write(one);

            // The hello is made up, so that the library answers with an alert: it got it, and from the right server.
            assertThat(socket.getInputStream().read()).isIn(21, 22);
        }
    }

    @Test
    void shouldRefuseAClientHelloBeyondItsBound() throws Exception {
        secrets.pair("ta", AUTHORITY.issue("EC", "a.test"));
        var running = serve(Map.of("*", TestTlsServer.simple("ta")));

        try (var socket = new Socket("127.0.0.1", running.port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(new byte[]{22, 3, 1, 0x3f, (byte) 0xff, 1, 0x7f, 0, 0});

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        assertThat(running.refusals).singleElement().asString().contains("ClientHello of");
    }

    @Test
    void shouldCloseASilentConnectionAtTheHandshakeTimeout() throws Exception {
        secrets.pair("ta", AUTHORITY.issue("EC", "a.test"));
        var running = server = new TestTlsServer(Map.of("a.test", TestTlsServer.simple("ta")), secrets, Duration.ofMillis(300));

        try (var silent = new Socket("127.0.0.1", running.port()); var half = new Socket("127.0.0.1", running.port())) {
            half.getOutputStream().write(ClientHelloTest.hello("a.test", 0), 0, 40);
            silent.setSoTimeout(5000);
            half.setSoTimeout(5000);

            assertThat(silent.getInputStream().read()).isEqualTo(-1);
            assertThat(half.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void shouldHarmOnlyTheServerWhoseSecretIsMissing() throws Exception {
        secrets.pair("ta", AUTHORITY.issue("EC", "a.test"));
        var running = serve(Map.of("a.test", TestTlsServer.simple("ta"), "b.test", TestTlsServer.simple("absent")));

        assertThat(exchange("a.test", null)).contains("https.a.test");
        assertThatThrownBy(() -> exchange("b.test", null)).isInstanceOf(IOException.class);
        assertThat(running.world().servers().problems(running.world().listener(), Instant.now())).singleElement().asString()
                .contains("Secret absent missing").contains("for hosts b.test").contains("default/gw");

        secrets.pair("absent", AUTHORITY.issue("EC", "b.test"));
        running.secrets.pairs.putAll(secrets.pairs);
        running.reload();

        assertThat(exchange("b.test", null)).contains("https.b.test");
    }

    @Test
    void shouldReportAKeyThatDoesNotBelongToItsCertificate() throws Exception {
        var one = AUTHORITY.issue("EC", "a.test");
        var other = AUTHORITY.issue("EC", "a.test");
        secrets.pairs.put("ta", new dev.sluice.dataplane.TlsMaterial.KeyPair(one.pair().certificateChain(), other.pair().privateKey()));
        var running = serve(Map.of("a.test", TestTlsServer.simple("ta")));

        assertThat(running.world().servers().problems(running.world().listener(), Instant.now())).singleElement().asString()
                .contains("does not belong");
        assertThatThrownBy(() -> exchange("a.test", null)).isInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"EC", "RSA"})
    void shouldTakeKeysInTheirTraditionalForm(String algorithm) throws Exception {
        var issued = AUTHORITY.issue(algorithm, "a.test");
        assertThat(issued.traditionalKeyPem()).contains("BEGIN " + algorithm + " PRIVATE KEY");
        secrets.pairs.put("ta",
                new dev.sluice.dataplane.TlsMaterial.KeyPair(issued.pair().certificateChain(),
                        TestAuthority.bytes(issued.traditionalKeyPem())));
        serve(Map.of("a.test", TestTlsServer.simple("ta")));

        assertThat(exchange("a.test", null)).contains("https.a.test");
    }

    @Test
    void shouldServeAnExpiredCertificateAndTellOfIt() throws Exception {
        secrets.pair("ta", AUTHORITY.issue("EC", "CN=a.test", Duration.ofDays(-1), "DNS:a.test"));
        var running = serve(Map.of("a.test", TestTlsServer.simple("ta")));

        assertThat(exchange("a.test", null)).contains("https.a.test");
        assertThat(running.world().servers().problems(running.world().listener(), Instant.now())).singleElement().asString()
                .contains("expired");
    }

    @Test
    void shouldDemandAClientCertificateOfItsOwnRoots() throws Exception {
        mutual(ClientCertificate.REQUIRED);

        assertThat(exchange("m.test", client(CLIENTS))).contains("peer=CN=client[spiffe://td/ns/a/sa/b]");
        assertThatThrownBy(() -> exchange("m.test", client(STRANGERS))).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> exchange("m.test", null)).isInstanceOf(IOException.class);
    }

    @Test
    void shouldTakeNoCertificateButNoBadOneWhereItIsOptional() throws Exception {
        mutual(ClientCertificate.OPTIONAL);

        assertThat(exchange("m.test", client(CLIENTS))).contains("peer=CN=client");
        assertThat(exchange("m.test", null)).contains("peer=none");
        assertThatThrownBy(() -> exchange("m.test", client(STRANGERS))).isInstanceOf(IOException.class);
    }

    @Test
    void shouldAdmitOnlyListedNames() throws Exception {
        secrets.pair("m", AUTHORITY.issue("EC", "m.test")).roots("m", CLIENTS.roots());
        serve(Map.of("m.test", TestTlsServer.mutual("m", ClientCertificate.REQUIRED, "spiffe://td/ns/a/sa/b")));

        assertThat(exchange("m.test", client(CLIENTS))).contains("peer=CN=client");
        var other = CLIENTS.issue("EC", "CN=client", Duration.ofDays(1), "URI:spiffe://td/ns/a/sa/bb", "DNS:spiffe.td");
        assertThatThrownBy(() -> exchange("m.test", other.keyManagers())).isInstanceOf(IOException.class);
    }

    @Test
    void shouldRefuseARevokedCertificate() throws Exception {
        var good = CLIENTS.issue("EC", "CN=good", Duration.ofDays(1), "URI:spiffe://td/good");
        var revoked = CLIENTS.issue("EC", "CN=bad", Duration.ofDays(1), "URI:spiffe://td/bad");
        secrets.pair("m", AUTHORITY.issue("EC", "m.test")).roots("m", CLIENTS.roots(CLIENTS.crl(revoked.certificate())));
        serve(Map.of("m.test", TestTlsServer.mutual("m", ClientCertificate.REQUIRED)));

        assertThat(exchange("m.test", good.keyManagers())).contains("peer=CN=good");
        assertThatThrownBy(() -> exchange("m.test", revoked.keyManagers())).isInstanceOf(IOException.class);
    }

    @Test
    void shouldCloseAMutualServerWithoutRoots() throws Exception {
        secrets.pair("m", AUTHORITY.issue("EC", "m.test"));
        var running = serve(Map.of("m.test", TestTlsServer.mutual("m", ClientCertificate.REQUIRED)));

        assertThatThrownBy(() -> exchange("m.test", client(CLIENTS))).isInstanceOf(IOException.class);
        assertThat(running.world().servers().problems(running.world().listener(), Instant.now())).singleElement().asString()
                .contains("Secret m-cacert or m").contains("m.test");
    }

    @Test
    void shouldKeepContextsOfUnchangedServersAndConnectionsOfRotatedOnes() throws Exception {
        secrets.pair("ta", AUTHORITY.issue("EC", "a.test")).pair("tb", AUTHORITY.issue("EC", "b.test"));
        var running = serve(Map.of("a.test", TestTlsServer.simple("ta"), "b.test", TestTlsServer.simple("tb")));
        var before = running.world();
        try (SSLSocket old = connect("a.test", null)) {
            var firstSerial = ((X509Certificate) old.getSession().getPeerCertificates()[0]).getSerialNumber();

            running.secrets.pair("ta", AUTHORITY.issue("EC", "a.test"));
            running.reload();
            System.gc();

            assertThat(ask(old)).contains("https.a.test");
            try (SSLSocket fresh = connect("a.test", null)) {
                assertThat(((X509Certificate) fresh.getSession().getPeerCertificates()[0]).getSerialNumber()).isNotEqualTo(firstSerial);
            }
            assertThat(ask(old)).contains("https.a.test");
        }
        var b = java.util.Objects.requireNonNull(running.world().listener().tls().find("b.test"));
        assertThat(running.world().servers().of(b)).isEqualTo(before.servers().of(b));
    }

    @ParameterizedTest
    @CsvSource({"TLSv1.2,true", "TLSv1.3,false"})
    void shouldHonourTheHighestVersion(String version, boolean served) throws Exception {
        secrets.pair("ta", AUTHORITY.issue("EC", "a.test"));
        var simple = TestTlsServer.simple("ta");
        serve(Map.of("a.test",
                new TlsTermination(simple.credentials(), simple.files(), List.of(), ClientCertificate.NONE, List.of(), "TLSv1.2", "TLSv1.2",
                        List.of(),
                        List.of(), simple.alpn())));

        if (served) assertThat(exchange("a.test", null, version)).contains("version=TLSv1.2");
        else
            assertThatThrownBy(() -> exchange("a.test", null, version)).isInstanceOf(SSLException.class);
    }

    private TestTlsServer serve(Map<String, TlsTermination> byHost) throws InterruptedException {
        var running = new TestTlsServer(byHost, secrets, PATIENCE);
        server = running;
        return running;
    }

    private void mutual(ClientCertificate demand) throws InterruptedException {
        secrets.pair("m", AUTHORITY.issue("EC", "m.test")).roots("m", CLIENTS.roots());
        serve(Map.of("m.test", TestTlsServer.mutual("m", demand)));
    }

    private static KeyManager[] client(TestAuthority authority) {
        return authority.issue("EC", "CN=client", Duration.ofDays(1), "URI:spiffe://td/ns/a/sa/b").keyManagers();
    }

    private String exchange(@Nullable String sni, KeyManager @Nullable [] keys, String... versions)
            throws IOException, GeneralSecurityException {
        try (SSLSocket socket = connect(sni, keys, versions)) {
            return ask(socket);
        }
    }

    private static String ask(SSLSocket socket) throws IOException {
        socket.getOutputStream().write("hello\n".getBytes(StandardCharsets.UTF_8));
        byte[] answer = new byte[1000];
        int length = socket.getInputStream().read(answer);
        if (length < 0) throw new IOException("closed");
        return new String(answer, 0, length, StandardCharsets.UTF_8);
    }

    private SSLSocket connect(@Nullable String sni, KeyManager @Nullable [] keys, String... versions)
            throws IOException, GeneralSecurityException {
        if (server == null) throw new IllegalStateException("not serving");
        return TlsClient.connect(server.port(), sni, keys, List.of("http/1.1"), versions);
    }
}
