package dev.sluice.dataplane.server;

import dev.sluice.dataplane.DataPlane;
import dev.sluice.dataplane.DataPlaneSettings;
import dev.sluice.dataplane.ListenerStatus;
import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.dataplane.exchange.ExchangeLog;
import dev.sluice.dataplane.exchange.Surroundings;
import dev.sluice.dataplane.exchange.World;
import dev.sluice.dataplane.http.ServerProtocol;
import dev.sluice.dataplane.http.UpstreamProtocol;
import dev.sluice.dataplane.http1.Http1Client;
import dev.sluice.dataplane.http1.Http1Server;
import dev.sluice.dataplane.listen.EventLoops;
import dev.sluice.dataplane.listen.TlsOpener;
import dev.sluice.dataplane.meters.Meters;
import dev.sluice.dataplane.upstream.ProcessUse;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.rules.endpoints.EndpointTable;
import dev.sluice.rules.snapshot.Snapshot;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The data plane of one node on Vert.x's event loops. */
public final class DataPlaneServer implements DataPlane {
    private static final int TIDY_SECONDS = 5;

    private final Map<EventLoop, Worker> workers = new IdentityHashMap<>();
    private final ProcessUse use = new ProcessUse();
    private final Sockets sockets;
    private final Drain drain;
    /** Opens and closes sockets, one change after the other; may wait. */
    private final ExecutorService changes = Executors.newSingleThreadExecutor(Thread.ofVirtual().name("listeners-", 0).factory());
    private volatile World world = World.EMPTY;
    private volatile TlsMaterial material = TlsMaterial.NONE;
    private volatile List<ListenerStatus> status = List.of();

    /** What the data plane is put together from, besides its own parts. */
    public record Parts(TlsOpener tls, ServerProtocol http2, UpstreamProtocol http2Upstream) {}

    public DataPlaneServer(Vertx vertx, DataPlaneSettings settings, Parts parts, ExchangeLog log, Meters meters, InstantSource clock) {
        EventLoops loops = EventLoops.of(vertx, settings.loops());
        var chance = new Chance();
        for (EventLoop loop : loops.all()) {
            var upstreams = new Upstreams(loop, loops::clientChannels, new Http1Client(), parts.http2Upstream(), use, meters);
            workers.put(loop, new Worker(loop, new Surroundings(loop, upstreams, this::world, log, clock, chance, chance::uuid)));
            loop.scheduleAtFixedRate(() -> upstreams.tidy(world.snapshot().clusters(), world.endpoints()), TIDY_SECONDS, TIDY_SECONDS,
                    TimeUnit.SECONDS);
        }
        var reception = new Reception(this::world, () -> material, this::workerOf, new ListenerCounts(meters), parts.tls(),
                new Http1Server(), parts.http2());
        this.sockets = new Sockets(settings, loops, reception);
        this.drain = new Drain(List.copyOf(workers.values()), settings);
    }

    private World world() {
        return world;
    }

    private Worker workerOf(Channel channel) {
        Worker worker = workers.get(channel.eventLoop());
        if (worker == null) throw new IllegalStateException("a channel of a foreign event loop");
        return worker;
    }

    @Override
    public CompletionStage<List<ListenerStatus>> apply(Snapshot snapshot, EndpointTable endpoints, TlsMaterial newMaterial) {
        var done = new CompletableFuture<List<ListenerStatus>>();
        try {
            changes.execute(() -> {
                material = newMaterial;
                world = new World(snapshot, endpoints);
                use.keep(snapshot.clusters().keySet());
                status = sockets.follow(snapshot.listeners());
                done.complete(status);
            });
        } catch (RejectedExecutionException closed) {
            done.complete(status);
        }
        return done;
    }

    @Override
    public void endpoints(EndpointTable endpoints) {
        try {
            changes.execute(() -> world = world.with(endpoints));
        } catch (RejectedExecutionException closed) {
            // Closed: nobody asks for endpoints any more.
        }
    }

    @Override
    public List<ListenerStatus> listeners() {
        return status;
    }

    @Override
    public CompletionStage<Integer> drain() {
        return drain.begin(() -> changes.execute(sockets::close));
    }

    @Override
    public void close() {
        changes.execute(sockets::close);
        changes.close();
        for (Worker one : workers.values()) one.loop().execute(one::close);
    }
}
