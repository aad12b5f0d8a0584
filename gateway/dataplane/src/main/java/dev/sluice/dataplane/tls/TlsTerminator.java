package dev.sluice.dataplane.tls;

import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.dataplane.http.DownstreamConnection;
import dev.sluice.dataplane.http.PeerCertificate;
import dev.sluice.dataplane.listen.ConnectionStarter;
import dev.sluice.dataplane.listen.TlsOpener;
import dev.sluice.rules.snapshot.Listener;
import dev.sluice.rules.snapshot.Listener.PlainServer;
import dev.sluice.rules.snapshot.Listener.TlsServer;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The TLS side of all listeners of a node. Any thread. */
public final class TlsTerminator implements TlsOpener {
    /** What Istio gives a gateway's handshakes (RX-56). */
    public static final Duration HANDSHAKE_TIMEOUT = Duration.ofSeconds(15);

    private final Duration handshakeTimeout;
    private final TlsRefusals refusals;
    private volatile TlsServers servers = TlsServers.NONE;

    /** @throws IllegalStateException if the native library is missing */
    public TlsTerminator(Duration handshakeTimeout, TlsRefusals refusals) {
        NativeTls.require();
        this.handshakeTimeout = handshakeTimeout;
        this.refusals = refusals;
    }

    /**
     * Makes the contexts of a snapshot that is about to go live; unchanged ones are kept. Parses keys: not on an event loop.
     */
    public synchronized void prepare(List<Listener> listeners, TlsMaterial material) {
        servers = servers.next(listeners, material);
    }

    /** What keeps servers of a prepared listener from being served, or soon will; empty if all is well. */
    public List<String> problems(Listener listener, Instant now) {
        return servers.problems(listener, now);
    }

    @Override
    public void open(Channel channel, Listener listener, TlsMaterial material, ConnectionStarter next) {
        channel.pipeline().addLast("tls-front",
                new TlsFront(new TlsFront.World(listener, servers), handshakeTimeout, new Next(listener, refusals, next)));
    }

    private record Next(Listener listener, TlsRefusals refusals, ConnectionStarter starter) implements TlsFront.Next {
        @Override
        public void plain(ChannelHandlerContext context, PlainServer server) {
            refused(context, null, new Refusal.NoServer());
            context.close();
        }

        @Override
        public void secured(ChannelHandlerContext context, TlsServer.Https server, TlsFacts facts) {
            Channel channel = context.channel();
            String alpn = facts.alpn() == null ? "" : facts.alpn();
            starter.start(channel, server, new Secured(alpn, facts.sni(), channel.remoteAddress(), channel.localAddress(), facts.peer()),
                    alpn);
        }

        @Override
        public void refused(ChannelHandlerContext context, @Nullable String sni, Refusal why) {
            refusals.refused(listener, sni, context.channel().remoteAddress(), why);
        }
    }

    private record Secured(String alpn, @Nullable String sni, SocketAddress remoteAddress, SocketAddress localAddress, @Nullable PeerCertificate peerCertificate)
            implements
                DownstreamConnection {
        @Override
        public String protocol() {
            return alpn.equals("h2") ? "HTTP/2" : "HTTP/1.1";
        }

        @Override
        public boolean tls() {
            return true;
        }
    }
}
