package dev.sluice.dataplane.http2;

import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.dataplane.http.DownstreamConnection;
import dev.sluice.dataplane.http.DownstreamStream;
import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.InboundRequest;
import dev.sluice.dataplane.http.PeerCertificate;
import dev.sluice.dataplane.http.RequestHandler;
import dev.sluice.dataplane.http.RequestHead;
import dev.sluice.dataplane.http.ResponseHead;
import dev.sluice.dataplane.http.ServerConnection;
import dev.sluice.dataplane.tls.TlsRefusals;
import dev.sluice.dataplane.tls.TlsTerminator;
import dev.sluice.rules.model.HttpOptions;
import dev.sluice.rules.snapshot.Listener;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** {@link Http2Server} on a real socket, in clear text or behind TLS; answers each request with what it was, or its body. */
final class EchoServer implements AutoCloseable {
    final List<String> refusals = new CopyOnWriteArrayList<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> cookies = new CopyOnWriteArrayList<>();
    final AtomicInteger aborted = new AtomicInteger();
    final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel server;

    EchoServer(HttpOptions options) throws InterruptedException {
        this(options, null, TlsMaterial.NONE);
    }

    EchoServer(HttpOptions options, @Nullable Listener tls, TlsMaterial material) throws InterruptedException {
        var terminator = new TlsTerminator(Duration.ofSeconds(10), TlsRefusals.NONE);
        if (tls != null) terminator.prepare(List.of(tls), material);
        server = new ServerBootstrap().group(group).channel(NioServerSocketChannel.class).childHandler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                if (tls == null) start(channel, new Clear(channel.remoteAddress(), channel.localAddress()), options);
                else
                    terminator.open(channel, tls, material, (ready, server, facts, alpn) -> start(ready, facts, options));
            }
        }).bind("127.0.0.1", 0).sync().channel();
    }

    private void start(Channel channel, DownstreamConnection facts, HttpOptions options) {
        ServerConnection started = new Http2Server().start(channel, facts, new Echo(), options);
        connections.add(started);
        channel.closeFuture().addListener(gone -> connections.remove(started));
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    /** On the event loop. */
    void run(Runnable task) {
        group.next().execute(task);
    }

    void drainAll() {
        run(() -> connections.forEach(ServerConnection::drain));
    }

    @Override
    public void close() {
        server.close();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    private record Clear(SocketAddress remoteAddress, SocketAddress localAddress) implements DownstreamConnection {
        @Override
        public String protocol() {
            return "HTTP/2";
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
        public @Nullable PeerCertificate peerCertificate() {
            return null;
        }
    }

    private final class Echo implements RequestHandler {
        @Override
        public InboundRequest handle(RequestHead head, DownstreamStream stream, boolean ended) {
            requests.add(head.method() + " " + head.scheme() + "://" + head.authority() + head.target());
            return switch (head.target()) {
                case "/never" -> new Answer(head, stream, false);
                case "/early" -> {
                    text(stream, head, 413, "too much");
                    yield new Answer(head, stream, false);
                }
                case "/large" -> {
                    yield new Large(stream);
                }
                case "/unread" -> {
                    stream.setReading(false);
                    yield new Answer(head, stream, false);
                }
                default -> {
                    var answer = new Answer(head, stream, true);
                    if (ended) answer.end(null);
                    yield answer;
                }
            };
        }

        @Override
        public void refused(DownstreamConnection connection, int status, String reason) {
            refusals.add(status + " " + reason);
        }
    }

    private void text(DownstreamStream stream, RequestHead request, int status, String text) {
        var headers = new Headers();
        headers.add("content-type", "text/plain");
        headers.add("x-target", request.target());
        String cookie = request.headers().get("cookie");
        if (cookie != null) cookies.add(cookie);
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean head = request.method().equals("HEAD");
        stream.head(new ResponseHead(status, headers, bytes.length), head);
        if (head) return;
        stream.body(Unpooled.wrappedBuffer(bytes));
        stream.end(null);
    }

    private final class Answer implements InboundRequest {
        private final RequestHead head;
        private final DownstreamStream stream;
        private final boolean answers;
        private long bytes;

        Answer(RequestHead head, DownstreamStream stream, boolean answers) {
            this.head = head;
            this.stream = stream;
            this.answers = answers;
        }

        @Override
        public void body(ByteBuf data) {
            bytes += data.readableBytes();
            data.release();
        }

        @Override
        public void end(@Nullable Headers trailers) {
            if (!answers) return;
            text(stream, head, 200, head.method() + " " + head.authority() + " " + head.target() + " " + bytes + " bytes"
                    + (trailers == null ? "" : " trailer " + trailers.name(0)));
        }

        @Override
        public void aborted() {
            aborted.incrementAndGet();
        }

        @Override
        public void malformed(int status, String what) {}

        @Override
        public void writabilityChanged(boolean writable) {}
    }

    /** Writes 4 MiB as fast as the client takes them. */
    private final class Large implements InboundRequest {
        private final DownstreamStream stream;
        private int left = 256;

        Large(DownstreamStream stream) {
            this.stream = stream;
            run(() -> {
                stream.head(new ResponseHead(200, new Headers(), -1), false);
                writabilityChanged(true);
            });
        }

        @Override
        public void body(ByteBuf data) {
            data.release();
        }

        @Override
        public void end(@Nullable Headers trailers) {}

        @Override
        public void aborted() {
            left = 0;
            aborted.incrementAndGet();
        }

        @Override
        public void malformed(int status, String what) {}

        @Override
        public void writabilityChanged(boolean writable) {
            while (left > 0 && stream.isWritable()) {
                stream.body(Unpooled.wrappedBuffer(new byte[16_384]));
                if (--left == 0) stream.end(null);
            }
        }
    }
}
