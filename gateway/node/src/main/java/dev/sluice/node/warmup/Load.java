package dev.sluice.node.warmup;

import dev.sluice.dataplane.http.UpstreamProtocol;
import dev.sluice.dataplane.http1.Http1Client;
import dev.sluice.dataplane.http2.Http2Client;
import dev.sluice.dataplane.listen.EventLoops;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Clients of every kind on every event loop, each of which sends its next request when the last one is answered. Few at a time, so that a real request does not
 * stand behind many.
 */
final class Load implements AutoCloseable {
    /** Handshakes are to be fast, too. */
    private static final int REQUESTS_PER_HANDSHAKE = 40;

    private final LongAdder failed = new LongAdder();
    private final List<Client> clients = new ArrayList<>();
    private final EventLoops loops;
    private volatile boolean held;
    private volatile boolean closed;

    /**
     * One kind of client.
     *
     * @param tls null for none
     * @param protocol what is spoken
     * @param host of the requests
     * @param streams requests at a time
     * @param requests on one connection, then it is made anew; 0 for any number
     */
    record Kind(InetSocketAddress address, @Nullable SslContext tls, UpstreamProtocol protocol, String host, int streams, int requests) {}

    private Load(EventLoops loops) {
        this.loops = loops;
    }

    /** @throws IllegalStateException if TLS cannot be set up */
    static Load start(Vertx vertx, int count, PrivateGateway gateway) {
        var load = new Load(EventLoops.of(vertx, count));
        for (Kind kind : kinds(gateway)) {
            for (EventLoop loop : load.loops.all()) load.clients.add(new Client(load, loop, kind));
        }
        load.clients.forEach(Client::start);
        return load;
    }

    private static List<Kind> kinds(PrivateGateway gateway) {
        var plain = new InetSocketAddress("127.0.0.1", gateway.plainPort());
        var secure = new InetSocketAddress("127.0.0.1", gateway.securePort());
        var http1 = new Http1Client();
        var http2 = new Http2Client();
        return List.of(new Kind(plain, null, http1, PrivateGateway.HOST_OF_HTTP1, 1, 0),
                new Kind(plain, null, http1, PrivateGateway.HOST_OF_HTTP2, 1, 0),
                new Kind(secure, context(gateway, "http/1.1"), http1, PrivateGateway.HOST_OF_HTTP1, 1, REQUESTS_PER_HANDSHAKE),
                new Kind(secure, context(gateway, "h2"), http2, PrivateGateway.HOST_OF_HTTP1, 2, 0),
                new Kind(secure, context(gateway, "h2"), http2, PrivateGateway.HOST_OF_HTTP2, 1, 0));
    }

    private static SslContext context(PrivateGateway gateway, String alpn) {
        try {
            return SslContextBuilder.forClient().sslProvider(SslProvider.OPENSSL).trustManager(gateway.authority())
                    .applicationProtocolConfig(new ApplicationProtocolConfig(ApplicationProtocolConfig.Protocol.ALPN,
                            ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                            ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT, alpn))
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException(e);
        }
    }

    EventLoops loops() {
        return loops;
    }

    /** Whether the next request may be sent. Any thread. */
    boolean flows() {
        return !held && !closed;
    }

    boolean isClosed() { return closed; }

    void failure() {
        failed.increment();
    }

    long answered() {
        return clients.stream().mapToLong(Client::answered).sum();
    }

    /** By client. */
    List<Long> answeredEach() {
        return clients.stream().map(Client::answered).toList();
    }

    long failed() {
        return failed.sum();
    }

    /** Sends no more until it is let go on. */
    void hold(boolean hold) {
        boolean goesOn = held && !hold;
        held = hold;
        if (goesOn) clients.forEach(Client::goOn);
    }

    @Override
    public void close() {
        closed = true;
        clients.forEach(Client::close);
    }
}
