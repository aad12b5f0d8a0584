package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.tls.TestAuthority;
import dev.sluice.dataplane.tls.TestListeners;
import dev.sluice.dataplane.tls.TlsClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to the records of a connection whose handshake is complete. */
class TlsRecordsTest {
    private static final String TLS_1_2 = "TLSv1.2";
    private static final String TLS_1_3 = "TLSv1.3";
    private static final TestAuthority SERVERS = new TestAuthority("CN=servers");
    private static final TestAuthority CLIENTS = new TestAuthority("CN=clients");
    private final Upstream upstream = Upstream.named("v1");
    private final RunningGateway gateway = RunningGateway.with(Yaml.gateway());

    @AfterEach
    void stop() throws IOException {
        gateway.close();
        upstream.close();
    }

    private void serve(String mode) {
        serve(mode, upstream);
    }

    private void serve(String mode, Upstream by) {
        gateway.apply("""
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: gw, namespace: default}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 443, name: https, protocol: HTTPS}
                    hosts: ['a.test']
                    tls: {mode: %s, credentialName: ta}
                """.formatted(mode) + Yaml.service("up", by.port()) + Yaml.routes("- route: [{destination: {host: up.test}}]"),
                TestListeners.secrets(Map.of("ta", SERVERS.issue("EC", "a.test")), Map.of("ta", CLIENTS.roots())));
    }

    @ParameterizedTest
    @CsvSource({TLS_1_3 + ", 1", TLS_1_3 + ", 7", TLS_1_3 + ", 1000", TLS_1_3 + ", 17000", TLS_1_2 + ", 3", TLS_1_2 + ", 17000"})
    void shouldTakeRecordsThatComeInPieces(String version, int size) throws Exception {
        serve("SIMPLE");
        var wire = new Wire(gateway.port(443));
        try (SSLSocket socket = connect(wire, null, version)) {
            wire.pieces = size;
            for (int length : new int[]{1, 16_384, 20_000, 3}) assertThat(post(socket, text(length))).endsWith(text(length));
        }
    }

    @Test
    void shouldTakeWhatComesTogetherWithTheEndOfTheHandshake() throws Exception {
        serve("SIMPLE");
        var wire = new Wire(gateway.port(443));
        wire.helloOnly = true;
        try (SSLSocket socket = connect(wire, null, TLS_1_3)) {
            send(socket, "early");
            wire.release();

            assertThat(answer(socket)).endsWith("early");
        }
    }

    @Test
    void shouldFollowAClientThatChangesItsKeys() throws Exception {
        serve("SIMPLE");
        try (SSLSocket socket = connect(new Wire(gateway.port(443)), null, TLS_1_3)) {
            for (String body : new String[]{"one", "two", "three"}) {
                assertThat(post(socket, body)).endsWith(body);
                // In TLS 1.3 a key update that asks for one.
                socket.startHandshake();
            }
            assertThat(post(socket, "four")).endsWith("four");
        }
    }

    @Test
    void shouldNotNegotiateAgain() throws Exception {
        serve("SIMPLE");
        try (SSLSocket socket = connect(new Wire(gateway.port(443)), null, TLS_1_2)) {
            assertThat(post(socket, "one")).endsWith("one");

            assertThatThrownBy(() -> {
                socket.startHandshake();
                post(socket, "two");
            }).isInstanceOf(IOException.class);
        }
        assertThat(upstream.requests()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_2, TLS_1_3})
    void shouldAnswerAForgedRecordByAnAlertAndEnd(String version) throws Exception {
        serve("SIMPLE");
        var wire = new Wire(gateway.port(443));
        try (SSLSocket socket = connect(wire, null, version); SSLSocket other = connect(new Wire(gateway.port(443)), null, version)) {
            assertThat(post(socket, "one")).endsWith("one");
            wire.raw().write(forged());

            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SSLException.class)
                    .hasMessageContaining("bad_record_mac");
            assertThat(post(other, "two")).endsWith("two");
        }
    }

    @Test
    void shouldAnswerAForgedRecordByAnAlertWhenItSpeaksHttp2() throws Exception {
        serve("SIMPLE");
        var wire = new Wire(gateway.port(443));
        try (SSLSocket socket = TlsClient.over(wire, "a.test", null, "h2", TLS_1_3)) {
            String preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + "\0\0\0\4\0\0\0\0\0";
            socket.getOutputStream().write(preface.getBytes(StandardCharsets.US_ASCII));
            wire.raw().write(forged());

            assertThatThrownBy(() -> socket.getInputStream().readAllBytes()).isInstanceOf(SSLException.class)
                    .hasMessageContaining("bad_record_mac");
        }
    }

    private static byte[] forged() {
        byte[] record = new byte[105];
        new Random(1).nextBytes(record);
        System.arraycopy(new byte[]{23, 3, 3, 0, 100}, 0, record, 0, 5);
        return record;
    }

    @Test
    void shouldAnswerAClientWhoseTicketIsLarge() throws Exception {
        serve("MUTUAL");
        try (SSLSocket socket = connect(new Wire(gateway.port(443)), largeCertificate(), TLS_1_3)) {
            assertThat(post(socket, "one")).endsWith("one");
            assertThat(post(socket, text(20_000))).endsWith(text(20_000));
        }
    }

    @Test
    void shouldSayGoodbyeBehindALargeTicketThatWasNotSentYet() throws Exception {
        serve("MUTUAL");
        try (SSLSocket socket = connect(new Wire(gateway.port(443)), largeCertificate(), TLS_1_3)) {
            socket.shutdownOutput();

            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    /** A session ticket holds it. */
    private static KeyManager[] largeCertificate() {
        String[] names = IntStream.range(0, 400).mapToObj(i -> "DNS:name-" + i + ".of-a-client-with-many.test").toArray(String[]::new);
        return CLIENTS.issue("EC", "CN=client", Duration.ofDays(1), names).keyManagers();
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_2, TLS_1_3})
    void shouldSendAllOfALargeAnswerToASlowClient(String version) throws Exception {
        String body = text(3_000_000);
        try (var large = new Upstream((request, in, out) -> {
            Upstream.reply(out, body);
            return true;
        })) {
            serve("SIMPLE", large);
            try (SSLSocket socket = connect(new Wire(gateway.port(443)), null, version)) {
                send(socket, "");
                // The gateway's and the kernel's buffers are full by then.
                await().during(Duration.ofMillis(300)).atMost(Duration.ofSeconds(2)).until(() -> true);

                assertThat(answer(socket)).endsWith(body);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {TLS_1_2, TLS_1_3})
    void shouldSayGoodbyeToAClientThatDoes(String version) throws Exception {
        serve("SIMPLE");
        try (SSLSocket socket = connect(new Wire(gateway.port(443)), null, version)) {
            assertThat(post(socket, "one")).endsWith("one");
            socket.shutdownOutput();

            // The end of TLS, not only of the connection: the platform would throw.
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    private static SSLSocket connect(Wire wire, KeyManager @Nullable [] keys, String version) throws IOException, GeneralSecurityException {
        return TlsClient.over(wire, "a.test", keys, "http/1.1", version);
    }

    private static String text(int length) {
        return "0123456789abcdef".repeat(length / 16 + 1).substring(0, length);
    }

    private static String post(SSLSocket socket, String body) throws IOException {
        send(socket, body);
        return answer(socket);
    }

    private static void send(SSLSocket socket, String body) throws IOException {
        String head = "POST / HTTP/1.1\r\nHost: a.test\r\nContent-Length: " + body.length() + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.US_ASCII));
    }

    private static String answer(SSLSocket socket) throws IOException {
        InputStream in = socket.getInputStream();
        var head = new StringBuilder();
        while (!head.toString().endsWith("\r\n\r\n")) {
            int one = in.read();
            if (one < 0) throw new IOException("ended after " + head);
            head.append((char) one);
        }
        assertThat(head).startsWith("HTTP/1.1 200");
        return new String(in.readNBytes(Integer.parseInt(RawClient.field(head.toString(), "content-length"))), StandardCharsets.US_ASCII);
    }

    /** A socket under TLS that sends in pieces, or nothing for a while. */
    private static final class Wire extends Socket {
        private final ByteArrayOutputStream held = new ByteArrayOutputStream();
        private int pieces = Integer.MAX_VALUE;
        /** What follows the first that is written waits. */
        private boolean helloOnly;
        private boolean first = true;

        Wire(int port) throws IOException {
            super(InetAddress.getLoopbackAddress(), port);
            setTcpNoDelay(true);
            setSoTimeout(10_000);
        }

        OutputStream raw() throws IOException {
            return super.getOutputStream();
        }

        void release() throws IOException {
            helloOnly = false;
            raw().write(held.toByteArray());
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            OutputStream to = raw();
            return new OutputStream() {
                @Override
                public void write(int one) throws IOException {
                    write(new byte[]{(byte) one}, 0, 1);
                }

                @Override
                public void write(byte[] bytes, int from, int length) throws IOException {
                    if (helloOnly && !first) {
                        held.write(bytes, from, length);
                        return;
                    }
                    first = false;
                    for (int at = 0; at < length; at += pieces) {
                        to.write(bytes, from + at, Math.min(pieces, length - at));
                        if (pieces > length) break;
                    }
                }
            };
        }
    }
}
