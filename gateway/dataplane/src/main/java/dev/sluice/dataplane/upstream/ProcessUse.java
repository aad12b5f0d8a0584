package dev.sluice.dataplane.upstream;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The use of every cluster by this node, shared by its event loops and carried over from snapshot to snapshot. Any thread. */
public final class ProcessUse {
    private final Map<String, ClusterUse> byCluster = new ConcurrentHashMap<>();

    ClusterUse of(String cluster) {
        return byCluster.computeIfAbsent(cluster, name -> new ClusterUse());
    }

    /** Forgets clusters that are no more and that nothing uses. */
    public void keep(Set<String> clusters) {
        byCluster.entrySet().removeIf(entry -> {
            ClusterUse use = entry.getValue();
            return !clusters.contains(entry.getKey()) && use.connections.get() == 0 && use.pending.get() == 0 && use.requests.get() == 0;
        });
    }
}
