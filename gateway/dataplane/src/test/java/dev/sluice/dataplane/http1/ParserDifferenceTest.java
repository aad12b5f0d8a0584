package dev.sluice.dataplane.http1;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.http.DownstreamConnection;
import dev.sluice.dataplane.http.DownstreamStream;
import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.InboundRequest;
import dev.sluice.dataplane.http.PeerCertificate;
import dev.sluice.dataplane.http.RequestHandler;
import dev.sluice.dataplane.http.RequestHead;
import dev.sluice.dataplane.http.ResponseHead;
import dev.sluice.rules.model.HttpOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ResourceLeakDetector;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Mutated requests, read by the connection that serves and by {@link ReferenceParser}: no difference, however the bytes are cut into pieces. */
class ParserDifferenceTest {
    private static final int MAX_HEAD = 600;
    private static final int MAX_LINE = 120;
    private static final int MAX_FIELDS = 9;
    private static final HttpOptions OPTIONS = new HttpOptions(MAX_HEAD, MAX_FIELDS, MAX_LINE, Duration.ofHours(1), Duration.ofHours(1),
            Duration.ZERO, 100, 65_536, 65_536, false, HttpOptions.DEFAULT.pathNormalization(), false, HttpOptions.DEFAULT.escapedSlashes(),
            HttpOptions.DEFAULT.underscores(), 0, HttpOptions.DEFAULT.forwardClientCert(), Integer.MAX_VALUE, Long.MAX_VALUE, "sluice");

    private static final List<String> SEEDS = List.of("GET / HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET /a/b?c=d HTTP/1.1\r\nHost: shop.test:8080\r\nAccept: */*\r\nX-One:  spaced \t\r\n\r\n",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
            "POST /c HTTP/1.1\r\nhost: a.b\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n1;a=b\r\nx\r\n0\r\n\r\n",
            "PUT /c HTTP/1.1\r\nhost: [::1]:80\r\nTransfer-Encoding: Chunked\r\nTrailer: x-t\r\nTE: trailers\r\n\r\n00a;q=\"a;\\\"b\" ; r = s\r\n0123456789\r\n0;z\r\nX-T: 1\r\nX-U:\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: a\r\nConnection: keep-alive, x-gone\r\nX-Gone: 1\r\nKeep-Alive: 3\r\n\r\n",
            "GET http://other.test/x?y HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
            "GET /ws HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: x\r\n\r\nearly",
            "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n",
            "\r\nDELETE /d HTTP/1.1\r\nHost: a\r\nCookie: a=b\r\nCookie: c\r\n\r\n");
    private static final List<String> PIECES = List.of("\r\n", "\n", "\r", "\r\n\r\n", "\0", " ", "\t", ":", ";", ",", "\"", "\\", "=", "#",
            "_", "-",
            "/", "*", "\u007f", "\u0080", "\u00e2\u0080\u0083", "\u00e2\u0084\u00aa", "0", "1", "a", "F", "Content-Length: 1\r\n",
            "Content-Length: 3\r\n", "Transfer-Encoding: chunked\r\n",
            "transfer_encoding: chunked\r\n", "Host: b\r\n", "Connection: close\r\n", "Connection: host\r\n",
            "connection: x-one, Upgrade\r\n",
            "Upgrade: h2c, websocket\r\n", "Expect: 100-continue\r\n", "TE: trailers, deflate\r\n", " HTTP/1.0", " HTTP/1.1", " HTTP/2.0",
            "http://", "HTTPS://u@h", "?", "0\r\n\r\n", "1\r\nz\r\n", "ffffffffffffffff", "7fffffffffffffff", "0x", "chunked", ";a=\"", "[",
            "]", "X: y\r\n",
            "X-Long: " + "v".repeat(70) + "\r\n", "/" + "p".repeat(60));

    /** Leaks are watched over sockets; here the watching would cost far more than what is watched. */
    @BeforeAll
    static void watchNoBuffers() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.DISABLED);
    }

    @Test
    void shouldReadAsTheGrammarSays() {
        compare(1, 20_000);
    }

    @Test
    @Tag("full")
    void shouldReadAsTheGrammarSaysMillionsOfTimes() {
        for (int round = 0; round < 40; round++) compare(1000 + round, 100_000);
    }

    private static void compare(long seed, int count) {
        var random = new SplittableRandom(seed);
        int[] verdicts = new int[4];
        for (int i = 0; i < count; i++) {
            String text = mutated(random);
            List<String> expected = ReferenceParser.read(text, MAX_HEAD, MAX_LINE, MAX_FIELDS);
            List<String> whole = served(text, random, 0);
            assertThat(withoutStatus(whole)).as("seed %d, case %d: %s", seed, i, shown(text)).isEqualTo(expected);
            assertThat(served(text, random, 1)).as("byte by byte: %s", shown(text)).isEqualTo(whole);
            assertThat(served(text, random, 2)).as("in pieces: %s", shown(text)).isEqualTo(whole);
            verdicts[verdict(expected)]++;
        }
        // The mutations are worth something only if they lead everywhere.
        assertThat(java.util.Arrays.stream(verdicts).min().orElseThrow()).isGreaterThan(count / 200);
    }

    private static int verdict(List<String> events) {
        String last = events.isEmpty() ? "" : events.getLast();
        return last.startsWith("refused") ? 0 : last.startsWith("broken") ? 1 : last.startsWith("whole") ? 2 : 3;
    }

    private static List<String> withoutStatus(List<String> events) {
        return events.stream()
                .map(one -> one.startsWith("refused") ? "refused" : one.startsWith("broken") ? "broken" + one.substring(10) : one).toList();
    }

    private static String mutated(SplittableRandom random) {
        var text = new StringBuilder();
        for (int i = random.nextInt(1, 4); i > 0; i--) text.append(SEEDS.get(random.nextInt(SEEDS.size())));
        for (int i = random.nextInt(0, 4); i > 0; i--) mutate(text, random);
        return text.toString();
    }

    private static void mutate(StringBuilder text, SplittableRandom random) {
        int at = random.nextInt(text.length() + 1);
        int end = Math.min(text.length(), at + random.nextInt(1, 12));
        switch (random.nextInt(7)) {
            case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
            case 1 -> text.replace(at, end, PIECES.get(random.nextInt(PIECES.size())));
            case 2 -> text.delete(at, end);
            case 3 -> text.insert(random.nextInt(text.length() + 1), text.substring(at, end));
            case 4 -> {
                if (at < text.length()) text.setCharAt(at, (char) random.nextInt(256));
            }
            case 5 -> {
                int line = text.indexOf("\r\n", at);
                if (line >= 0) text.insert(line + 2, PIECES.get(random.nextInt(PIECES.size())));
            }
            default -> {
                if (random.nextInt(4) == 0) text.setLength(Math.max(1, at));
            }
        }
        if (text.isEmpty()) text.append('G');
    }

    private static String shown(String text) {
        return text.replace("\\", "\\\\").replace("\r", "\\r").replace("\n", "\\n").replace("\0", "\\0");
    }

    /** @param way 0: at once, 1: byte by byte, 2: in pieces */
    private static List<String> served(String text, SplittableRandom random, int way) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        var channel = new EmbeddedChannel();
        var handler = new Recording();
        new Http1Server().start(channel, FACTS, handler, OPTIONS);
        for (int at = 0; at < bytes.length;) {
            int take = Math.min(bytes.length - at, way == 0 ? bytes.length : way == 1 ? 1 : random.nextInt(1, 30));
            channel.writeInbound(Unpooled.copiedBuffer(bytes, at, take));
            at += take;
        }
        handler.stop();
        channel.finishAndReleaseAll();
        return handler.seen;
    }

    private static final class Recording implements RequestHandler {
        private final List<String> seen = new ArrayList<>();
        private @Nullable Request open;
        private boolean stopped;

        @Override
        public InboundRequest handle(RequestHead head, DownstreamStream stream, boolean ended) {
            var fields = new ArrayList<String>();
            for (int i = 0; i < head.headers().size(); i++) {
                fields.add(head.headers().name(i) + "=" + new String(head.headers().valueBytes(i), StandardCharsets.ISO_8859_1));
            }
            seen.add(head.method() + " " + head.target() + " of " + head.authority() + " te " + head.trailers() + " upgrade "
                    + head.isUpgrade() + " "
                    + fields);
            var request = new Request(this, stream);
            open = request;
            if (ended || head.isUpgrade()) request.end(null);
            return request;
        }

        @Override
        public void refused(DownstreamConnection connection, int status, String reason) {
            seen.add("refused " + status);
        }

        void stop() {
            stopped = true;
            Request last = open;
            if (last != null) seen.add("open " + last.body);
        }
    }

    private static final class Request implements InboundRequest {
        private final Recording recording;
        private final DownstreamStream stream;
        private final StringBuilder body = new StringBuilder();

        Request(Recording recording, DownstreamStream stream) {
            this.recording = recording;
            this.stream = stream;
        }

        @Override
        public void body(ByteBuf data) {
            body.append(data.toString(StandardCharsets.ISO_8859_1));
            data.release();
        }

        @Override
        public void end(@Nullable Headers trailers) {
            over("whole " + body, 200);
        }

        @Override
        public void aborted() {
            if (!recording.stopped) throw new AssertionError("aborted");
        }

        @Override
        public void malformed(int status, String what) {
            over("broken " + status + " " + body, status);
        }

        private void over(String event, int status) {
            recording.seen.add(event);
            recording.open = null;
            stream.head(new ResponseHead(status, new Headers(), 0), true);
        }

        @Override
        public void writabilityChanged(boolean writable) {}
    }

    private static final DownstreamConnection FACTS = new DownstreamConnection() {
        @Override
        public String protocol() {
            return "HTTP/1.1";
        }

        @Override
        public boolean tls() {
            return false;
        }

        @Override
        public @Nullable String sni() {
            return null;
        }

        @Override
        public SocketAddress remoteAddress() {
            return new InetSocketAddress("127.0.0.1", 1);
        }

        @Override
        public SocketAddress localAddress() {
            return new InetSocketAddress("127.0.0.1", 2);
        }

        @Override
        public @Nullable PeerCertificate peerCertificate() {
            return null;
        }
    };
}
