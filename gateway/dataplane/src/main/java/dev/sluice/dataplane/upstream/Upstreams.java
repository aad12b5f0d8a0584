package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.http.UpstreamProtocol;
import dev.sluice.dataplane.http.TurnClock;
import dev.sluice.dataplane.meters.Meters;
import dev.sluice.rules.endpoints.EndpointTable;
import dev.sluice.rules.model.Cluster;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The upstream side of one event loop: every cluster it has used. On that loop only. */
public final class Upstreams {
    private static final int QUICK = 1024;

    private final EventLoop loop;
    private final UpstreamChannels channels;
    private final UpstreamProtocol http1;
    private final UpstreamProtocol http2;
    private final ProcessUse use;
    private final Meters meters;
    private final Map<Key, PooledCluster> pools = new HashMap<>();
    /** By the very objects of the snapshots in use, for clients of each protocol: found without a look at names. Emptied from time to time. */
    private final Map<Cluster, PooledCluster> quickOfHttp1 = new IdentityHashMap<>();
    private final Map<Cluster, PooledCluster> quickOfHttp2 = new IdentityHashMap<>();

    /** Connections of one protocol never serve requests of the other, whatever the configuration changes. */
    private record Key(String cluster, boolean http2) {
        boolean isOf(@Nullable Cluster config) {
            return config != null && switch (config.protocol()) {
                case HTTP1, TCP -> !http2;
                case HTTP2 -> http2;
                case FOLLOW_DOWNSTREAM -> true;
            };
        }
    }

    public Upstreams(EventLoop loop, UpstreamChannels channels, UpstreamProtocol http1, UpstreamProtocol http2, ProcessUse use,
            Meters meters) {
        this.loop = loop;
        this.channels = channels;
        this.http1 = http1;
        this.http2 = http2;
        this.use = use;
        this.meters = meters;
    }

    /**
     * {@code cluster} as of the snapshot and endpoints that the calling request sees.
     *
     * @param clientSpeaksHttp2 decides the protocol where the cluster follows its clients (RX-77)
     */
    public PooledCluster cluster(Cluster cluster, boolean clientSpeaksHttp2, EndpointTable endpoints) {
        Map<Cluster, PooledCluster> quick = clientSpeaksHttp2 ? quickOfHttp2 : quickOfHttp1;
        PooledCluster same = quick.get(cluster);
        if (same != null && same.isOf(cluster, endpoints)) return same;
        PooledCluster found = find(cluster, clientSpeaksHttp2, endpoints);
        if (quick.size() >= QUICK) quick.clear();
        quick.put(cluster, found);
        return found;
    }

    private PooledCluster find(Cluster cluster, boolean clientSpeaksHttp2, EndpointTable endpoints) {
        boolean speaksHttp2 = switch (cluster.protocol()) {
            case HTTP1, TCP -> false;
            case HTTP2 -> true;
            case FOLLOW_DOWNSTREAM -> clientSpeaksHttp2;
        };
        var key = new Key(cluster.name(), speaksHttp2);
        PooledCluster known = pools.get(key);
        if (known == null) {
            known = new PooledCluster(this, cluster, speaksHttp2, use.of(cluster.name()), meters.cluster(cluster.name()));
            pools.put(key, known);
        }
        known.update(cluster, endpoints);
        return known;
    }

    /** Lets go of what the newest configuration has no use for, and of connections that have been idle too long. Called from time to time. */
    public void tidy(Map<String, Cluster> clusters, EndpointTable endpoints) {
        long now = now();
        quickOfHttp1.clear();
        quickOfHttp2.clear();
        pools.entrySet().removeIf(entry -> {
            PooledCluster one = entry.getValue();
            Cluster config = clusters.get(one.name());
            boolean wanted = entry.getKey().isOf(config);
            if (wanted && config != null) one.update(config, endpoints);
            else
                one.empty();
            one.closeIdle(now);
            return !wanted && one.isUnused();
        });
    }

    public void close() {
        for (PooledCluster one : List.copyOf(pools.values())) one.close();
    }

    EventLoop loop() {
        return loop;
    }

    /** As exact as a turn of the loop is short. */
    long now() {
        return TurnClock.of(loop).nanos();
    }

    UpstreamChannels channels() {
        return channels;
    }

    UpstreamProtocol protocol(boolean speaksHttp2) {
        return speaksHttp2 ? http2 : http1;
    }
}
