package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.http.UpstreamConnection;
import dev.sluice.dataplane.http.UpstreamProtocol;
import dev.sluice.dataplane.http.FittedReads;
import dev.sluice.dataplane.http.ReadSize;
import dev.sluice.dataplane.listen.StalledWrites;
import dev.sluice.dataplane.meters.ClusterMeters;
import dev.sluice.rules.decide.Dice;
import dev.sluice.rules.endpoints.Endpoint;
import dev.sluice.rules.endpoints.EndpointTable;
import dev.sluice.rules.model.Cluster;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A cluster as one event loop uses it, in one protocol. Lives on across snapshots: balancing, load and connections are not forgotten. On its event loop only. */
public final class PooledCluster {
    private static final int RECEIVE_BUFFER = 128 * 1024;
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(64 * 1024, 128 * 1024);

    private final Upstreams upstreams;
    private final ClusterUse use;
    private final ClusterMeters meters;
    private final Balancer balancer = new Balancer();
    private final Map<String, PooledEndpoint> byName = new LinkedHashMap<>();
    private final boolean speaksHttp2;
    private Cluster config;
    private List<Endpoint> source = List.of();
    private @Nullable EndpointTable updatedBy;
    private List<PooledEndpoint> current = List.of();

    PooledCluster(Upstreams upstreams, Cluster config, boolean speaksHttp2, ClusterUse use, ClusterMeters meters) {
        this.upstreams = upstreams;
        this.config = config;
        this.speaksHttp2 = speaksHttp2;
        this.use = use;
        this.meters = meters;
    }

    public String name() {
        return config.name();
    }

    Cluster config() {
        return config;
    }

    ClusterUse use() {
        return use;
    }

    public ClusterMeters meters() {
        return meters;
    }

    long now() {
        return upstreams.now();
    }

    /** Counts a request against the cluster's limit; false if it is reached. {@link #requestEnded} must follow. */
    public boolean requestStarted() {
        if (ClusterUse.take(use.requests, config.limits().maxRequests())) return true;
        meters.overflowed();
        return false;
    }

    public void requestEnded() {
        use.requests.decrementAndGet();
    }

    /** Null if there is no endpoint. */
    public @Nullable PooledEndpoint choose(Set<PooledEndpoint> avoided, Dice dice) {
        return balancer.choose(current, config.balancing(), avoided, dice);
    }

    /** Takes over the snapshot's and the endpoint table's newest word. */
    void update(Cluster newer, EndpointTable table) {
        config = newer;
        updatedBy = table;
        update(table.of(newer.name()));
    }

    /** Whether it has taken over just these objects already; to compare what they hold would cost each request more than to take it over. */
    @SuppressWarnings("ReferenceEquality")
    boolean isOf(Cluster cluster, EndpointTable table) {
        return cluster == config && table == updatedBy;
    }

    /** The configuration has no use for it any more. */
    void empty() {
        updatedBy = null;
        update(List.of());
    }

    private void update(List<Endpoint> endpoints) {
        boolean same = endpoints.equals(source);
        source = endpoints;
        if (same) return;
        var wanted = new ArrayList<PooledEndpoint>(endpoints.size());
        for (Endpoint one : endpoints) {
            PooledEndpoint known = byName.computeIfAbsent(one.toString(), name -> new PooledEndpoint(this, one));
            known.update(one);
            wanted.add(known);
        }
        current = List.copyOf(wanted);
        var kept = new HashSet<>(wanted);
        for (PooledEndpoint one : List.copyOf(byName.values())) {
            if (!kept.contains(one)) one.remove();
        }
    }

    void forget(PooledEndpoint endpoint) {
        byName.remove(endpoint.name(), endpoint);
    }

    boolean isUnused() { return byName.isEmpty(); }

    void closeIdle(long now) {
        long timeout = config.idleTimeout().toNanos();
        if (timeout == 0) return;
        for (PooledEndpoint one : List.copyOf(byName.values())) one.closeIdleSince(now - timeout);
    }

    void close() {
        for (PooledEndpoint one : List.copyOf(byName.values())) one.close();
    }

    /** How many waiters one connection under way will serve. */
    int streamsPerConnection() {
        return speaksHttp2 ? Math.clamp(config.limits().maxConcurrentStreams(), 1, 100) : 1;
    }

    void connect(PooledEndpoint endpoint) {
        SocketAddress address = addressOf(endpoint.endpoint());
        var bootstrap = new Bootstrap().group(upstreams.loop())
                .channelFactory(upstreams.channels().factory(address instanceof DomainSocketAddress))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.clamp(config.connectTimeout().toMillis(), 1, Integer.MAX_VALUE))
                .option(ChannelOption.RECVBUF_ALLOCATOR, new ReadSize(RECEIVE_BUFFER))
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK).handler(FittedReads.INSTANCE);
        if (address instanceof InetSocketAddress)
            bootstrap.option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.SO_KEEPALIVE, true);
        bootstrap.connect(address).addListener((ChannelFutureListener) done -> {
            if (done.isSuccess()) established(endpoint, done.channel());
            else
                endpoint.connectFailed(String.valueOf(done.cause().getMessage()));
        });
    }

    private void established(PooledEndpoint endpoint, Channel channel) {
        meters.connected();
        // What is cancelled on a connection of HTTP/2 whose endpoint takes nothing more waits there, and would keep it for ever.
        if (speaksHttp2) StalledWrites.watch(channel, config.idleTimeout());
        UpstreamProtocol protocol = upstreams.protocol(speaksHttp2);
        UpstreamConnection.Owner owner = endpoint.newOwner();
        UpstreamConnection connection = protocol.start(channel, endpoint.name(), streamsPerConnection(), owner);
        endpoint.connected(owner, connection);
        if (connection.capacity() == 0) {
            upstreams.loop().schedule(() -> endpoint.connectTimeOver(owner), config.connectTimeout().toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** Addresses are literals: nothing is looked up here. */
    private static SocketAddress addressOf(Endpoint endpoint) {
        if (endpoint.port() == 0) return new DomainSocketAddress(endpoint.address());
        return new InetSocketAddress(java.net.InetAddress.ofLiteral(endpoint.address()), endpoint.port());
    }
}
