package dev.sluice.app.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EchoServerTest {
    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private int port;

    @BeforeEach
    void start() throws Exception {
        port = EchoServer.start(vertx, "v1", "127.0.0.1", 0).toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS).port();
    }

    @AfterEach
    void stop() throws Exception {
        client.shutdownNow();
        vertx.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @EnumSource(value = Version.class, names = {"HTTP_1_1", "HTTP_2"})
    void shouldTellWhatItSaw(Version version) throws IOException, InterruptedException {
        HttpRequest request = to("/a/b?c=d").version(version).header("x-user", "ada").POST(BodyPublishers.ofString("hello")).build();

        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());

        JsonObject seen = new JsonObject(answer.body());
        assertThat(answer.version()).isEqualTo(version);
        assertThat(seen.fieldNames()).containsExactly("name", "method", "path", "host", "headers");
        assertThat(seen.getString("name")).isEqualTo("v1");
        assertThat(seen.getString("method")).isEqualTo("POST");
        assertThat(seen.getString("path")).isEqualTo("/a/b?c=d");
        assertThat(seen.getString("host")).isEqualTo("127.0.0.1:" + port);
        assertThat(seen.getJsonObject("headers").getString("x-user")).isEqualTo("ada");
    }

    @Test
    void shouldStreamABodyBack() throws IOException, InterruptedException {
        byte[] body = new byte[3_000_000];
        body[2_999_999] = 1;

        HttpResponse<byte[]> answer = client
                .send(to("/").header("x-echo", "body").POST(BodyPublishers.ofByteArray(body)).build(), BodyHandlers.ofByteArray());

        assertThat(answer.body()).isEqualTo(body);
    }

    @Test
    void shouldSendWebSocketMessagesBack() throws Exception {
        var heard = new CompletableFuture<String>();
        WebSocket socket = client.newWebSocketBuilder().buildAsync(URI.create("ws://127.0.0.1:" + port + "/"), new WebSocket.Listener() {
            @Override
            public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                heard.complete(data.toString());
                return CompletableFuture.completedFuture(null);
            }
        }).get(10, TimeUnit.SECONDS);

        socket.sendText("hello", true);

        assertThat(heard.get(10, TimeUnit.SECONDS)).isEqualTo("hello");
        socket.abort();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    }
}
