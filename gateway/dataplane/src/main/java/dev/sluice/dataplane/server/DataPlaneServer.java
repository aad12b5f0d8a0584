package dev.sluice.dataplane.server;

import dev.sluice.dataplane.DataPlane;
import dev.sluice.dataplane.DataPlaneSettings;
import dev.sluice.dataplane.ListenerStatus;
import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.dataplane.exchange.ExchangeLog;
import dev.sluice.dataplane.exchange.Surroundings;
import dev.sluice.dataplane.exchange.Timeouts;
import dev.sluice.dataplane.exchange.World;
import dev.sluice.dataplane.http1.Http1Client;
import dev.sluice.dataplane.http1.Http1Server;
import dev.sluice.dataplane.http2.Http2Client;
import dev.sluice.dataplane.http2.Http2Server;
import dev.sluice.dataplane.listen.EventLoops;
import dev.sluice.dataplane.meters.Meters;
import dev.sluice.dataplane.tls.TlsTerminator;
import dev.sluice.dataplane.upstream.ProcessUse;
import dev.sluice.dataplane.upstream.Upstreams;
import dev.sluice.rules.endpoints.EndpointTable;
import dev.sluice.rules.snapshot.Listener;
import dev.sluice.rules.snapshot.Snapshot;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/** The data plane of one node on Vert.x's event loops. */
public final class DataPlaneServer implements DataPlane {
    private static final int TIDY_SECONDS = 5;

    private final Map<EventLoop, Worker> workers = new IdentityHashMap<>();
    private final List<Future<?>> tidying = new ArrayList<>();
    private final InstantSource clock;
    private final TlsTerminator tls;
    private final ProcessUse use = new ProcessUse();
    private final Sockets sockets;
    private final Drain drain;
    /** Opens and closes sockets, one change after the other; may wait. */
    private final ExecutorService changes = Executors.newSingleThreadExecutor(Thread.ofVirtual().name("listeners-", 0).factory());
    private volatile World world = World.EMPTY;
    private volatile TlsMaterial material = TlsMaterial.NONE;
    private volatile List<ListenerStatus> status = List.of();

    /**
     * Starts without listeners.
     *
     * @param vertx whose event loops are used; it is not closed with the data plane
     * @throws IllegalStateException if the native TLS library cannot be loaded
     */
    public DataPlaneServer(Vertx vertx, DataPlaneSettings settings, ExchangeLog log, Meters meters, InstantSource clock) {
        this.clock = clock;
        this.tls = new TlsTerminator(TlsTerminator.HANDSHAKE_TIMEOUT, new RefusedTls(log, meters, clock));
        EventLoops loops = EventLoops.of(vertx, settings.loops());
        var chance = new Chance();
        for (EventLoop loop : loops.all()) {
            var upstreams = new Upstreams(loop, loops::clientChannels, new Http1Client(), new Http2Client(), use, meters);
            workers.put(loop,
                    new Worker(loop, new Surroundings(loop, new Timeouts(loop), upstreams, this::world, log, clock, chance, chance::uuid)));
            tidying.add(loop.scheduleAtFixedRate(() -> upstreams.tidy(world.snapshot().clusters(), world.endpoints()), TIDY_SECONDS,
                    TIDY_SECONDS,
                    TimeUnit.SECONDS));
        }
        var reception = new Reception(this::world, () -> material, this::workerOf, new ListenerCounts(meters), tls, new Http1Server(),
                new Http2Server());
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
                tls.prepare(snapshot.listeners(), newMaterial);
                material = newMaterial;
                world = new World(snapshot, endpoints);
                use.keep(snapshot.clusters().keySet());
                status = withTlsProblems(sockets.follow(snapshot.listeners()));
                done.complete(status);
            });
        } catch (RejectedExecutionException closed) {
            done.complete(status);
        }
        return done;
    }

    private List<ListenerStatus> withTlsProblems(List<ListenerStatus> bound) {
        return bound.stream().map(one -> {
            Listener listener = world.listener(one.listener());
            List<String> problems = listener == null ? List.of() : tls.problems(listener, clock.instant());
            if (problems.isEmpty()) return one;
            String all = String.join("; ", problems);
            return new ListenerStatus(one.listener(), one.boundPort(), one.bound(),
                    one.problem().isEmpty() ? all : one.problem() + "; " + all);
        }).toList();
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
        return drain.begin(() -> changes.execute(sockets::refuseNewcomers), () -> changes.submit(sockets::close));
    }

    @Override
    public void close() {
        if (changes.isShutdown()) return;
        changes.execute(sockets::close);
        changes.close();
        tidying.forEach(one -> one.cancel(false));
        for (Worker one : workers.values()) one.loop().execute(one::close);
    }
}
