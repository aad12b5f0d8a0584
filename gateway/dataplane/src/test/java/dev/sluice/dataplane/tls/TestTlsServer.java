package dev.sluice.dataplane.tls;

import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.resources.Kind;
import dev.sluice.resources.ObjectRef;
import dev.sluice.rules.match.HostTable;
import dev.sluice.rules.model.HttpOptions;
import dev.sluice.rules.model.Provenance;
import dev.sluice.rules.model.TlsTermination;
import dev.sluice.rules.snapshot.Listener;
import dev.sluice.rules.snapshot.RouteTable;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server of {@link TlsFront} on a real socket: answers each line with what it knows of the connection. */
final class TestTlsServer implements AutoCloseable {
    final List<String> refusals = new CopyOnWriteArrayList<>();
    final Secrets secrets = new Secrets();
    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final Channel server;
    private volatile TlsFront.World world;

    TestTlsServer(Map<String, TlsTermination> byHost, Secrets given, Duration handshakeTimeout) throws InterruptedException {
        secrets.pairs.putAll(given.pairs);
        secrets.roots.putAll(given.roots);
        world = new TlsFront.World(listener(byHost), TlsServers.NONE);
        reload();
        server = new ServerBootstrap().group(group).channel(NioServerSocketChannel.class).childHandler(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel channel) {
                channel.pipeline().addLast(new TlsFront(world, handshakeTimeout, new Facts()));
            }
        }).bind("127.0.0.1", 0).sync().channel();
    }

    static Listener listener(Map<String, TlsTermination> byHost) {
        var servers = new HashMap<String, Listener.TlsServer>();
        byHost.forEach((host, tls) -> {
            var from = new Provenance(new ObjectRef(Kind.GATEWAY, "default", "gw"), "spec.servers[" + host + "]");
            servers.put(host, new Listener.TlsServer.Https(tls, new RouteTable("https." + host, HostTable.of(Map.of()), List.of()), from));
        });
        return new Listener("443", "", 443, null, HostTable.of(servers), HttpOptions.DEFAULT, null, List.of());
    }

    /** As if a snapshot with the same listeners and the current Secrets arrived. */
    void reload() {
        world = new TlsFront.World(world.listener(), world.servers().next(List.of(world.listener()), secrets));
    }

    TlsFront.World world() {
        return world;
    }

    int port() {
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    @Override
    public void close() {
        server.close();
        group.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly(5, TimeUnit.SECONDS);
    }

    static TlsTermination simple(String credential) {
        return new TlsTermination(List.of(credential), TlsTermination.Files.NONE, List.of(), TlsTermination.ClientCertificate.NONE,
                List.of(), "TLSv1.2", "TLSv1.3",
                List.of(), List.of(), List.of("h2", "http/1.1"));
    }

    static TlsTermination mutual(String credential, TlsTermination.ClientCertificate demand, String... names) {
        return new TlsTermination(List.of(credential), TlsTermination.Files.NONE, List.of(credential + "-cacert", credential), demand,
                List.of(names), "TLSv1.2",
                "TLSv1.3", List.of(), List.of(), List.of("h2", "http/1.1"));
    }

    /** Secrets that a test may change. */
    static final class Secrets implements TlsMaterial {
        final Map<String, KeyPair> pairs = new ConcurrentHashMap<>();
        final Map<String, Roots> roots = new ConcurrentHashMap<>();

        Secrets pair(String name, TestAuthority.Issued issued) {
            pairs.put(name, issued.pair());
            return this;
        }

        Secrets roots(String name, Roots given) {
            roots.put(name, given);
            return this;
        }

        @Override
        public @Nullable KeyPair credential(String name) {
            return pairs.get(name);
        }

        @Override
        public @Nullable Roots roots(String name) {
            return roots.get(name);
        }
    }

    private final class Facts implements TlsFront.Next {
        @Override
        public void plain(ChannelHandlerContext context, Listener.PlainServer server) {
            context.pipeline().addLast(new Answer("plain"));
        }

        @Override
        public void secured(ChannelHandlerContext context, Listener.TlsServer.Https server, TlsFacts facts) {
            context.pipeline()
                    .addLast(new Answer("server=" + server.routes().name() + " sni=" + facts.sni() + " alpn=" + facts.alpn() + " version="
                            + facts.version()
                            + " cipher=" + facts.cipher() + " peer="
                            + (facts.peer() == null ? "none" : facts.peer().subject() + facts.peer().uris())));
        }

        @Override
        public void refused(ChannelHandlerContext context, @Nullable String sni, Refusal why) {
            refusals.add(why.toString());
        }
    }

    private static final class Answer extends SimpleChannelInboundHandler<ByteBuf> {
        private final String text;

        Answer(String text) {
            this.text = text;
        }

        @Override
        protected void channelRead0(ChannelHandlerContext context, ByteBuf message) {
            context.writeAndFlush(Unpooled.copiedBuffer(text + "\n", StandardCharsets.UTF_8));
        }
    }
}
