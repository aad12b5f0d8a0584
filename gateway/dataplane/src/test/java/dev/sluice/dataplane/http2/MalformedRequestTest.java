package dev.sluice.dataplane.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.rules.model.HttpOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedRequestTest {
    private EchoServer server;

    @BeforeEach
    void start() throws InterruptedException {
        server = new EchoServer(HttpOptions.DEFAULT);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"connection,close", "keep-alive,1", "proxy-connection,x", "transfer-encoding,chunked", "upgrade,h2c", "te,gzip",
            "te,'trailers, gzip'", "X-Upper,1",
            "'x y',1", "'x:y',1", "content-length,+1", "content-length,'1,1'", "content-length,''", "'x-a',' padded'", "':path',/twice",
            "':unknown',1",
            "':status',200"})
    void shouldResetARequestWithAForbiddenField(String name, String value) throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send(RawClient.HEADERS, 5, 1, RawClient.request("GET", "/", name, value));

            assertReset(client, 1);
            assertThat(server.requests).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nx: y", "a\nb", "a\rb", "a\u0000b", "\u007f"})
    void shouldResetARequestWithAControlByteInAValue(String value) throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send(RawClient.HEADERS, 5, 1, RawClient.request("GET", "/", "x-a", value));

            assertReset(client, 1);
            assertThat(server.requests).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no-slash", "/a b", "/a\tb", "/a#b", "*", "/\u00e4"})
    void shouldResetARequestWithAPathThatIsNone(String path) throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send(RawClient.HEADERS, 5, 1, RawClient.request("GET", path));

            assertReset(client, 1);
        }
    }

    @ParameterizedTest(name = "authority {0}, host {1}")
    @CsvSource({"a.test,b.test", "user@a.test,", "'a.test,b.test',", "'',"})
    void shouldAnswer400WhereTheHostIsNotClear(String authority, String host) throws IOException {
        try (var client = new RawClient(server.port())) {
            byte[] block = host == null
                    ? RawClient.block(":method", "GET", ":scheme", "http", ":path", "/", ":authority", authority)
                    : RawClient.block(":method", "GET", ":scheme", "http", ":path", "/", ":authority", authority, "host", host);
            client.send(RawClient.HEADERS, 5, 1, block);

            client.await(RawClient.HEADERS);
            assertThat(new String(client.await(RawClient.DATA).payload(), StandardCharsets.US_ASCII)).isEqualTo("400\n");
            assertThat(server.requests).isEmpty();
        }
    }

    @ParameterizedTest(name = "content-length {0}, {1} bytes sent")
    @CsvSource({"5,4", "5,6", "0,1"})
    void shouldResetABodyThatIsNotAsLongAsItsContentLength(String announced, int sent) throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send(RawClient.HEADERS, 4, 1, RawClient.request("POST", "/", "content-length", announced));
            client.send(RawClient.DATA, 1, 1, new byte[sent]);

            assertReset(client, 1);
            assertThat(server.aborted).hasValue(1);
        }
    }

    @Test
    void shouldResetAContentLengthWithoutABody() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send(RawClient.HEADERS, 5, 1, RawClient.request("POST", "/", "content-length", "5"));

            assertReset(client, 1);
        }
    }

    @Test
    void shouldLetTheBodyOfAMalformedRequestPassByAndServeTheNext() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send(RawClient.HEADERS, 4, 1, RawClient.request("POST", "/", "upgrade", "x"));
            client.send(RawClient.DATA, 0, 1, new byte[1000]);
            client.send(RawClient.DATA, 1, 1, new byte[1000]);
            client.send(RawClient.HEADERS, 5, 3, RawClient.request("GET", "/next"));

            assertReset(client, 1);
            assertThat(new String(client.await(RawClient.DATA).payload(), StandardCharsets.US_ASCII)).contains("/next");
        }
    }

    @Test
    void shouldJoinCookieCrumbs() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send(RawClient.HEADERS, 5, 1, RawClient.request("GET", "/", "cookie", "a=1", "x-a", "b", "cookie", "b=2"));

            assertThat(new String(client.await(RawClient.HEADERS).payload(), StandardCharsets.ISO_8859_1)).isNotEmpty();
            client.await(RawClient.DATA);
            assertThat(server.cookies).containsExactly("a=1; b=2");
        }
    }

    @Test
    void shouldTakeTrailersAndRefusePseudoHeadersAmongThem() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send(RawClient.HEADERS, 4, 1, RawClient.request("POST", "/"));
            client.send(RawClient.HEADERS, 5, 1, RawClient.block("x-sum", "1"));
            assertThat(new String(client.await(RawClient.DATA).payload(), StandardCharsets.US_ASCII)).contains("trailer x-sum");

            client.send(RawClient.HEADERS, 4, 3, RawClient.request("POST", "/"));
            client.send(RawClient.HEADERS, 5, 3, RawClient.block(":path", "/other"));
            assertReset(client, 3);
        }
    }

    @Test
    void shouldAnswer405ToConnect() throws IOException {
        try (var client = new RawClient(server.port())) {
            client.send(RawClient.HEADERS, 4, 1, RawClient.block(":method", "CONNECT", ":authority", "a.test:443"));

            assertThat(new String(client.await(RawClient.DATA).payload(), StandardCharsets.US_ASCII)).isEqualTo("405\n");
        }
    }

    @Test
    void shouldNotOfferExtendedConnectAndResetItAllTheSame() throws IOException {
        try (var client = new RawClient(server.port())) {
            byte[] settings = client.await(RawClient.SETTINGS).payload();
            int enableConnectProtocol = 8;
            for (int i = 0; i < settings.length; i += 6) assertThat(settings[i + 1]).isNotEqualTo((byte) enableConnectProtocol);
            client.send(RawClient.HEADERS, 4, 1, RawClient.block(":method", "CONNECT", ":protocol", "websocket", ":scheme", "http", ":path",
                    "/chat", ":authority", "a.test"));
            assertReset(client, 1);

            client.send(RawClient.HEADERS, 5, 3, RawClient.request("GET", "/next"));
            assertThat(client.await(RawClient.DATA).stream()).isEqualTo(3);
        }
    }

    private static void assertReset(RawClient client, int stream) throws IOException {
        assertThat(client.await(RawClient.RST_STREAM)).hasToString("RST_STREAM " + stream + " error " + RawClient.PROTOCOL_ERROR);
    }
}
