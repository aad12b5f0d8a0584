package dev.sluice.node;

import dev.sluice.dataplane.DataPlane;
import dev.sluice.dataplane.ListenerStatus;
import dev.sluice.dataplane.telemetry.NodeTelemetry;
import dev.sluice.node.source.ConfigSource;
import dev.sluice.node.status.Health;
import dev.sluice.rules.decide.Dice;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One fleet member. Any thread may call it. */
public final class Node implements Health, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);

    private final NodeSettings settings;
    private final ConfigSource source;
    private final DataPlane dataPlane;
    private final NodeTelemetry telemetry;
    private final Keeper keeper;
    private volatile boolean draining;

    private Node(NodeSettings settings, ConfigSource source, DataPlane dataPlane, NodeTelemetry telemetry, Keeper keeper) {
        this.settings = settings;
        this.source = source;
        this.dataPlane = dataPlane;
        this.telemetry = telemetry;
        this.keeper = keeper;
    }

    /**
     * Starts a node; it serves once its first configuration is there, from the last state on disk if need be. Owns {@code source} and {@code dataPlane} from
     * now on.
     *
     * @param dice for jitter; safe for several threads
     */
    public static Node start(NodeSettings settings, ConfigSource source, DataPlane dataPlane, NodeTelemetry telemetry, InstantSource clock,
            Dice dice) {
        var keeper = new Keeper(settings, source, dataPlane, telemetry, clock, dice);
        var node = new Node(settings, source, dataPlane, telemetry, keeper);
        keeper.start();
        return node;
    }

    @Override
    public String name() {
        return settings.id();
    }

    /** Completes once the first snapshot is applied and every listener that can be bound is bound. */
    public CompletionStage<Void> firstApplied() {
        return keeper.firstApplied();
    }

    public boolean ready() {
        return notReady().isEmpty();
    }

    @Override
    public List<String> notReady() {
        var reasons = new ArrayList<String>();
        if (draining) reasons.add("draining");
        if (!keeper.firstApplied().isDone()) reasons.add("waiting for the first configuration");
        return List.copyOf(reasons);
    }

    public List<ListenerStatus> listeners() {
        return dataPlane.listeners();
    }

    /** Looks for news now: files are read again, a pausing connection is tried at once. */
    public void reload() {
        source.reload();
    }

    /**
     * Unready at once, then as {@link DataPlane#drain()}. The configuration is followed until the end.
     *
     * @return requests that had to be cut
     */
    public CompletionStage<Integer> drain() {
        draining = true;
        LOG.info("node {} drains", settings.id());
        return dataPlane.drain().whenComplete((cut, failure) -> {
            if (cut != null) telemetry.cut(cut);
        });
    }

    /** At once; what is held is on disk when this returns. */
    @Override
    public void close() {
        draining = true;
        source.close();
        keeper.close();
        dataPlane.close();
    }
}
