package dev.sluice.dataplane.server;

import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.dataplane.exchange.ConnectionRoutes;
import dev.sluice.dataplane.exchange.ExchangeHandler;
import dev.sluice.dataplane.exchange.World;
import dev.sluice.dataplane.http.DownstreamConnection;
import dev.sluice.dataplane.http.ServerConnection;
import dev.sluice.dataplane.http.ServerProtocol;
import dev.sluice.dataplane.listen.ListenSocket;
import dev.sluice.dataplane.listen.PlainOpener;
import dev.sluice.dataplane.listen.StalledWrites;
import dev.sluice.dataplane.listen.TlsOpener;
import dev.sluice.rules.model.TlsTermination;
import dev.sluice.rules.snapshot.Listener;
import io.netty.channel.Channel;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Takes new connections: limit, TLS or not, which protocol, and on to the exchanges. On each connection's event loop. */
final class Reception implements ListenSocket.Acceptor {
    private final Supplier<World> world;
    private final Supplier<TlsMaterial> material;
    private final Function<Channel, Worker> workers;
    private final ListenerCounts counts;
    private final TlsOpener tls;
    private final ServerProtocol http1;
    private final ServerProtocol http2;

    Reception(Supplier<World> world, Supplier<TlsMaterial> material, Function<Channel, Worker> workers, ListenerCounts counts,
            TlsOpener tls,
            ServerProtocol http1, ServerProtocol http2) {
        this.world = world;
        this.material = material;
        this.workers = workers;
        this.counts = counts;
        this.tls = tls;
        this.http1 = http1;
        this.http2 = http2;
    }

    @Override
    public void accept(Channel channel, String name) {
        Listener listener = world.get().listener(name);
        ListenerCounts.Count count = counts.of(name);
        if (listener == null || !count.enter(listener.options().maxConnections())) {
            channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> count.leave());
        workers.apply(channel).opened(channel);
        StalledWrites.watch(channel, listener.options().streamIdle());
        if (!listener.tls().isEmpty()) {
            tls.open(channel, listener, material.get(),
                    (secured, server, connection, alpn) -> start(secured, listener, connection, server.tls(), alpn.equals("h2")));
        } else if (listener.plain() instanceof Listener.PlainServer.Http) {
            long patience = listener.options().headTimeout().toMillis();
            channel.pipeline().addLast("peek",
                    new PlainOpener((connection, isHttp2) -> start(channel, listener, connection, null, isHttp2), patience));
        } else
            channel.close();
    }

    private void start(Channel channel, Listener listener, DownstreamConnection connection, @Nullable TlsTermination acceptedWith,
            boolean isHttp2) {
        Worker worker = workers.apply(channel);
        var routes = new ConnectionRoutes(listener.name(), connection, acceptedWith);
        var handler = new ExchangeHandler(worker.surroundings(), routes, counts.of(listener.name()).meters());
        ServerConnection started = (isHttp2 ? http2 : http1).start(channel, connection, handler, listener.options());
        worker.started(channel, started);
    }
}
