package dev.sluice.node;

import dev.sluice.dataplane.DataPlane;
import dev.sluice.dataplane.ListenerStatus;
import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.rules.endpoints.EndpointTable;
import dev.sluice.rules.snapshot.Snapshot;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what it is given, so that a test sees every single call; the real one shows only what came of them. */
final class RecordingDataPlane implements DataPlane {
    final List<Applied> applied = new CopyOnWriteArrayList<>();
    final List<EndpointTable> tables = new CopyOnWriteArrayList<>();
    volatile List<ListenerStatus> statuses = List.of();
    volatile boolean closed;

    record Applied(Snapshot snapshot, EndpointTable endpoints, TlsMaterial material) {}

    @Override
    public CompletionStage<List<ListenerStatus>> apply(Snapshot snapshot, EndpointTable endpoints, TlsMaterial material) {
        applied.add(new Applied(snapshot, endpoints, material));
        return CompletableFuture.completedFuture(statuses);
    }

    @Override
    public void endpoints(EndpointTable endpoints) {
        tables.add(endpoints);
    }

    @Override
    public List<ListenerStatus> listeners() {
        return statuses;
    }

    @Override
    public CompletionStage<Integer> drain() {
        return CompletableFuture.completedFuture(0);
    }

    @Override
    public void close() {
        closed = true;
    }
}
