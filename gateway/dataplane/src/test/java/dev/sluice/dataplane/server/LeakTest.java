package dev.sluice.dataplane.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.dataplane.http.LoopBuffers;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.concurrent.AbstractScheduledEventExecutor;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** After many requests that end in every way a request can end, nothing is left of them: no buffer, stream, connection, timer or place in a queue. */
class LeakTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int LIMIT = 150;
    private static final String[] WAYS = {"ok", "ok", "ok", "large", "chunks", "hold", "reset", "cut", "lost", "early", "fail", "refuse",
            "garbage", "slow"};

    private static final String CONFIG = """
            ---
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: vs, namespace: default}
            spec:
              hosts: ['*']
              gateways: [gw]
              http:
              - match: [{uri: {prefix: /2/hold}}]
                timeout: 300ms
                route: [{destination: {host: two.test}}]
              - match: [{uri: {prefix: /1/hold}}]
                timeout: 300ms
                route: [{destination: {host: one.test}}]
              - match: [{uri: {prefix: /2/}}]
                timeout: 20s
                retries: {attempts: 2, perTryTimeout: 10s, retryOn: '5xx,reset,refused-stream'}
                route: [{destination: {host: two.test}}]
              - match: [{uri: {prefix: /1/}}]
                timeout: 20s
                retries: {attempts: 2, perTryTimeout: 10s, retryOn: '5xx,reset'}
                route: [{destination: {host: one.test}}]
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: one, namespace: default}
            spec:
              host: one.test
              trafficPolicy: {connectionPool: {http: {http1MaxPendingRequests: %1$d, http2MaxRequests: %1$d}}}
            ---
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: two, namespace: default}
            spec:
              host: two.test
              trafficPolicy: {connectionPool: {http: {http1MaxPendingRequests: %1$d, http2MaxRequests: %1$d}}}
            """.formatted(LIMIT);

    @Test
    void shouldLeaveNothingBehind() throws Exception {
        leaveNothingBehind(1000);
    }

    @Test
    @Tag("full")
    void shouldLeaveNothingBehindAfterTenThousandOfEachProtocol() throws Exception {
        leaveNothingBehind(10_000);
    }

    private static void leaveNothingBehind(int requests) throws Exception {
        collect();
        int reports = LeakWatch.reports().size();
        long seen = LeakWatch.seen();
        int buffers;
        try (var one = new Upstream(LeakTest::answer);
                // Every cancel reaches it: it must not take offence at the number.
                var two = new Http2Upstream(Http2Settings.defaultSettings(), codec -> codec.decoderEnforceMaxRstFramesPerWindow(0, 0),
                        LeakTest::answer);
                var gateway = RunningGateway.with(Yaml.gateway() + Yaml.service("one", one.port())
                        + Yaml.service("two", two.port()).replace("protocol: HTTP", "protocol: HTTP2") + CONFIG)) {
            int port = gateway.port(80);
            int[] timers = timers(gateway);
            warm(port);
            await().atMost(PATIENCE).until(() -> gateway.counts().clientConnections() == 0);
            int before = LeakWatch.live();
            buffers = before;
            var faults = new ConcurrentLinkedQueue<String>();

            storm(port, requests, faults);

            assertThat(faults).isEmpty();
            assertThat(gateway.records().stream().map(record -> record.flag()).distinct()).contains("", "DC", "UT", "UC", "UR", "UPE");
            assertThat(gateway.counts().retries()).isPositive();
            await().atMost(PATIENCE).until(() -> gateway.counts().requests() == 0 && gateway.counts().clientConnections() == 0);
            assertThat(gateway.records()).hasSizeGreaterThan(requests);
            // A connection of HTTP/2 that is kept has one: it is watched for an endpoint that takes nothing.
            await().atMost(PATIENCE).untilAsserted(
                    () -> assertThat(sum(timers(gateway))).isLessThanOrEqualTo(sum(timers) + gateway.counts().upstreamConnections()));
            // What loops keep for the next is given back when they end: below.
            assertReleased(before + LoopBuffers.KEPT * gateway.loops().size());
            assertReusable(gateway, port);
            assertNoPlaceIsLost(port);
        }
        assertThat(LeakWatch.seen() - seen).as("buffers watched (is io.netty.customResourceLeakDetector set?)").isGreaterThan(requests);
        assertReleased(buffers);
        collect();
        assertThat(LeakWatch.reports().stream().skip(reports)).isEmpty();
    }

    /** Lets the detector find what is unreachable; what other tests left is found before this one begins. */
    private static void collect() {
        for (int i = 0; i < 3; i++) {
            System.gc();
            for (int k = 0; k < 50; k++) ByteBufAllocator.DEFAULT.directBuffer(16).release();
        }
    }

    /** Netty keeps some constants of HTTP/2 in buffers of their own, made as they are needed first. */
    private static void warm(int port) {
        try (var client = new Http2Client(port)) {
            for (int i = 1; i <= 2; i++) assertThat(client.get("/" + i + "/ok").awaitEnd().status()).isEqualTo(200);
        }
    }

    private static void assertReleased(int before) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(LeakWatch.live()).as(LeakWatch::places).isLessThanOrEqualTo(before));
    }

    /** Timers that stand on each event loop. Netty tells nobody. */
    private static int[] timers(RunningGateway gateway) throws Exception {
        var field = AbstractScheduledEventExecutor.class.getDeclaredField("scheduledTaskQueue");
        field.setAccessible(true);
        int[] counts = new int[gateway.loops().size()];
        for (int i = 0; i < counts.length; i++) {
            EventLoop loop = gateway.loops().get(i);
            counts[i] = loop.submit(() -> field.get(loop) instanceof Queue<?> queue ? queue.size() : 0).get();
        }
        return counts;
    }

    private static long sum(int[] counts) {
        return java.util.Arrays.stream(counts).sum();
    }

    private static void assertReusable(RunningGateway gateway, int port) throws IOException {
        try (var client = new RawClient(port)) {
            client.send("GET /1/ok HTTP/1.1\r\nHost: a\r\n\r\n").response();
            client.send("GET /2/ok HTTP/1.1\r\nHost: a\r\n\r\n").response();
            long connects = gateway.counts().connects();
            for (int i = 0; i < 50; i++) {
                assertThat(client.send("GET /1/ok HTTP/1.1\r\nHost: a\r\n\r\n").response().status()).isEqualTo(200);
                assertThat(client.send("GET /2/ok HTTP/1.1\r\nHost: a\r\n\r\n").response().status()).isEqualTo(200);
            }
            assertThat(gateway.counts().connects()).isEqualTo(connects);
        }
    }

    /** As many requests as the cluster's limits allow are under way at once: each that had not given its place back would be missing here. */
    private static void assertNoPlaceIsLost(int port) throws Exception {
        for (String protocol : List.of("1", "2")) {
            var clients = new ArrayList<RawClient>();
            try {
                for (int i = 0; i < LIMIT; i++) {
                    var client = new RawClient(port);
                    clients.add(client);
                    client.socket().setSoTimeout(60_000);
                    client.send("GET /" + protocol + "/wait HTTP/1.1\r\nHost: a\r\n\r\n");
                }
                for (var client : clients) assertThat(client.response().status()).isEqualTo(200);
            } finally {
                for (var client : clients) client.close();
            }
        }
    }

    // What the endpoints do.

    private static String way(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static boolean answer(Upstream.Request request, InputStream in, OutputStream out) throws IOException {
        String path = request.line().split(" ")[1];
        boolean early = way(path).equals("early");
        if (!early) Upstream.readBody(request, in);
        switch (way(path)) {
            case "large" -> Upstream.reply(out, "l".repeat(300_000));
            case "chunks" ->
                write(out, "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n" + "5\r\nhello\r\n".repeat(20) + "0\r\n\r\n");
            case "hold" -> {
                return in.read() >= 0;
            }
            case "wait" -> {
                pause(400);
                Upstream.reply(out, "waited");
            }
            case "slow" -> {
                write(out, "HTTP/1.1 200 OK\r\ncontent-length: 6\r\n\r\nslo");
                pause(20);
                write(out, "wly");
            }
            case "reset", "refuse" -> {
                return false;
            }
            case "cut", "lost" -> {
                write(out, "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n" + "c".repeat(5000));
                return false;
            }
            case "early" -> write(out, "HTTP/1.1 413 No\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno");
            case "fail" -> write(out, "HTTP/1.1 503 No\r\ncontent-length: 2\r\n\r\nno");
            case "garbage" -> write(out, "HTTP/1.1 200 OK\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\nab");
            default -> Upstream.reply(out, "ok");
        }
        return !early;
    }

    private static void write(OutputStream out, String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    private static void pause(long millis) throws IOException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException stop) {
            throw new IOException(stop);
        }
    }

    private static void answer(Http2Upstream.Stream stream) {
        switch (way(stream.field(":path"))) {
            case "large" -> stream.whenEnded(() -> stream.large(300_000));
            case "chunks" -> stream.whenEnded(() -> {
                stream.head(200, false);
                for (int i = 0; i < 20; i++) stream.data("hello", false);
                stream.trailers("x-sum", "1");
            });
            case "hold" -> {
            }
            case "wait" -> stream.connection().eventLoop().schedule(() -> stream.reply("waited"), 400, TimeUnit.MILLISECONDS);
            case "slow" -> {
                stream.head(200, false);
                stream.connection().eventLoop().schedule(() -> stream.data("slowly", true), 20, TimeUnit.MILLISECONDS);
            }
            case "reset" -> stream.reset(Http2Error.INTERNAL_ERROR);
            case "refuse" -> stream.reset(Http2Error.REFUSED_STREAM);
            case "cut" -> {
                stream.head(200, false);
                stream.data("c".repeat(5000), false);
                stream.reset(Http2Error.INTERNAL_ERROR);
            }
            case "lost" -> {
                stream.head(200, false);
                stream.data("c".repeat(5000), false);
                // All who share the connection lose it: not too often.
                if (stream.id() % 8 == 1) stream.connection().pipeline().firstContext().close();
                else
                    stream.reset(Http2Error.CANCEL);
            }
            case "early" -> stream.head(413, true);
            case "fail" -> stream.head(503, true);
            case "garbage" -> {
                stream.head(200, false, "content-length", "1");
                stream.data("ab", true);
            }
            default -> stream.whenEnded(() -> stream.reply("ok"));
        }
    }

    // What the clients do.

    private static void storm(int port, int requests, Queue<String> faults) throws InterruptedException {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < 8; i++) {
            var random = new SplittableRandom(100 + i);
            threads.add(guarded(faults, () -> http2(port, requests / 8, random)));
            threads.add(guarded(faults, () -> http1(port, requests / 8, random.split())));
        }
        for (Thread one : threads) one.join();
    }

    private interface Work {
        void run() throws Exception;
    }

    private static Thread guarded(Queue<String> faults, Work work) {
        return Thread.ofPlatform().start(() -> {
            try {
                work.run();
            } catch (Exception | AssertionError fault) {
                faults.add(String.valueOf(fault));
            }
        });
    }

    private static void http2(int port, int count, SplittableRandom random) throws Exception {
        int begun = 0;
        while (begun < count) {
            try (var client = new Http2Client(port)) {
                for (int round = 0; round < 4 && begun < count && client.isOpen(); round++) {
                    var calls = new ArrayList<Http2Client.Call>();
                    for (int i = 0; i < 25; i++, begun++) calls.add(call(client, random));
                    if (random.nextInt(15) == 0) break;
                    for (var call : calls) over(call);
                }
            }
        }
    }

    private static Http2Client.Call call(Http2Client client, SplittableRandom random) throws IOException {
        String path = "/" + (random.nextInt(4) == 0 ? 1 : 2) + "/" + WAYS[random.nextInt(WAYS.length)];
        boolean post = random.nextInt(3) == 0;
        var call = client.call(post ? "POST" : "GET", path, !post);
        boolean whole = random.nextInt(6) > 0;
        if (post) call.send("b".repeat(random.nextInt(1, 40_000)), whole);
        if (post && !whole || random.nextInt(6) == 0) {
            if (random.nextBoolean()) pause(random.nextInt(15));
            call.reset(Http2Error.CANCEL);
        }
        return call;
    }

    private static void over(Http2Client.Call call) throws Exception {
        try {
            call.over().get(60, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            throw new AssertionError("a stream without end, status " + call.status(), late);
        }
    }

    private static void http1(int port, int count, SplittableRandom random) throws Exception {
        int begun = 0;
        while (begun < count) {
            try (var client = new RawClient(port)) {
                client.socket().setSoTimeout(60_000);
                boolean alive = true;
                for (int i = 0; i < 20 && begun < count && alive; i++, begun++) alive = exchange(client, random);
            } catch (EOFException | SocketException cut) {
                // An answer that an endpoint had cut, or a body that nobody wanted any more.
            }
        }
    }

    /** False where the client leaves, one way or another. */
    private static boolean exchange(RawClient client, SplittableRandom random) throws IOException {
        String path = "/" + (random.nextInt(4) == 0 ? 2 : 1) + "/" + WAYS[random.nextInt(WAYS.length)];
        boolean post = random.nextInt(3) == 0;
        boolean chunked = random.nextBoolean();
        String body = "b".repeat(post ? random.nextInt(1, 40_000) : 0);
        boolean whole = random.nextInt(6) > 0;
        String framing = !post ? "" : chunked ? "Transfer-Encoding: chunked\r\n" : "Content-Length: " + body.length() + "\r\n";
        String sent = !post ? "" : chunked ? Integer.toHexString(body.length()) + "\r\n" + body + "\r\n0\r\n\r\n" : body;
        client.send((post ? "POST " : "GET ") + path + " HTTP/1.1\r\nHost: a\r\n" + framing + "\r\n"
                + (whole ? sent : sent.substring(0, sent.length() / 2)));
        if (post && !whole || random.nextInt(6) == 0) {
            if (random.nextBoolean()) pause(random.nextInt(15));
            if (random.nextBoolean()) client.socket().setSoLinger(true, 0);
            return false;
        }
        return !client.response().field("connection").equals("close");
    }
}
