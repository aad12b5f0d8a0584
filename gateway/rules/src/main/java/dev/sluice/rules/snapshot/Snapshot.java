package dev.sluice.rules.snapshot;

import dev.sluice.rules.match.StringTable;
import dev.sluice.rules.model.Cluster;
import java.util.List;
import java.util.Map;

/**
 * One world, swapped whole: a request takes it once and never sees another.
 *
 * @param revision grows by one with each compilation of a node; local to it
 * @param clusters by name
 */
public record Snapshot(long revision, List<Listener> listeners, Map<String, Cluster> clusters) {
    public static final Snapshot EMPTY = new Snapshot(0, List.of(), Map.of());

    public Snapshot {
        listeners = List.copyOf(listeners);
        clusters = clusters instanceof StringTable<Cluster> shared ? shared : StringTable.of(clusters);
    }
}
