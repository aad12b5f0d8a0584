package dev.sluice.dataplane.exchange;

import dev.sluice.rules.endpoints.EndpointTable;
import dev.sluice.rules.snapshot.Listener;
import dev.sluice.rules.snapshot.Snapshot;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What is live: a request takes it once and keeps it from head to tail, endpoints aside. Immutable; compared by identity. */
public final class World {
    public static final World EMPTY = new World(Snapshot.EMPTY, EndpointTable.EMPTY);

    private final Snapshot snapshot;
    private final EndpointTable endpoints;
    private final Map<String, Listener> listeners;

    public World(Snapshot snapshot, EndpointTable endpoints) {
        this.snapshot = snapshot;
        this.endpoints = endpoints;
        var byName = new HashMap<String, Listener>();
        for (Listener one : snapshot.listeners()) byName.put(one.name(), one);
        this.listeners = Map.copyOf(byName);
    }

    public World with(EndpointTable newer) {
        return new World(snapshot, newer);
    }

    public Snapshot snapshot() {
        return snapshot;
    }

    public EndpointTable endpoints() {
        return endpoints;
    }

    public @Nullable Listener listener(String name) {
        return listeners.get(name);
    }
}
