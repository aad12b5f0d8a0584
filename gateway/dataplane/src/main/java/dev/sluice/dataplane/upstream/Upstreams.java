package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.http.UpstreamProtocol;
import dev.sluice.dataplane.meters.Meters;
import dev.sluice.rules.endpoints.EndpointTable;
import dev.sluice.rules.model.Cluster;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The upstream side of one event loop: every cluster it has used. On that loop only. */
public final class Upstreams {
    private final EventLoop loop;
    private final UpstreamChannels channels;
    private final UpstreamProtocol http1;
    private final UpstreamProtocol http2;
    private final ProcessUse use;
    private final Meters meters;
    private final Map<String, PooledCluster> byName = new HashMap<>();

    public Upstreams(EventLoop loop, UpstreamChannels channels, UpstreamProtocol http1, UpstreamProtocol http2, ProcessUse use,
            Meters meters) {
        this.loop = loop;
        this.channels = channels;
        this.http1 = http1;
        this.http2 = http2;
        this.use = use;
        this.meters = meters;
    }

    /** {@code cluster} as of the snapshot and endpoints that the calling request sees. */
    public PooledCluster cluster(Cluster cluster, EndpointTable endpoints) {
        PooledCluster known = byName.get(cluster.name());
        if (known == null) {
            known = new PooledCluster(this, cluster, use.of(cluster.name()), meters.cluster(cluster.name()));
            byName.put(cluster.name(), known);
        }
        known.update(cluster, endpoints.of(cluster.name()));
        return known;
    }

    /** Lets go of what the newest configuration has no use for, and of connections that have been idle too long. Called from time to time. */
    public void tidy(Map<String, Cluster> clusters, EndpointTable endpoints) {
        long now = now();
        byName.values().removeIf(one -> {
            Cluster config = clusters.get(one.name());
            one.update(config == null ? one.config() : config, config == null ? List.of() : endpoints.of(one.name()));
            one.closeIdle(now);
            return config == null && one.isUnused();
        });
    }

    public void close() {
        for (PooledCluster one : List.copyOf(byName.values())) one.close();
    }

    EventLoop loop() {
        return loop;
    }

    long now() {
        return loop.ticker().nanoTime();
    }

    UpstreamChannels channels() {
        return channels;
    }

    UpstreamProtocol protocol(Cluster.UpstreamProtocol wanted) {
        return wanted == Cluster.UpstreamProtocol.HTTP2 ? http2 : http1;
    }
}
