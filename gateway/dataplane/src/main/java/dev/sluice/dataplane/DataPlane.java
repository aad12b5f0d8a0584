package dev.sluice.dataplane;

import dev.sluice.rules.endpoints.EndpointTable;
import dev.sluice.rules.snapshot.Snapshot;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The data plane of one node. All methods may be called from any thread and return at once. */
public interface DataPlane extends AutoCloseable {
    /**
     * Makes {@code snapshot} the one that new requests see. Listeners are touched only where their socket changes.
     *
     * @return completes, never exceptionally, once every listener that can be bound is bound
     */
    CompletionStage<List<ListenerStatus>> apply(Snapshot snapshot, EndpointTable endpoints, TlsMaterial material);

    /** New endpoints for the current snapshot. */
    void endpoints(EndpointTable endpoints);

    List<ListenerStatus> listeners();

    /**
     * Goes on accepting for the drain delay, then tells clients to go (GOAWAY, {@code Connection: close}) and closes what is left at the deadline.
     *
     * @return the number of requests that had to be cut, once no connection is left
     */
    CompletionStage<Integer> drain();

    /** At once, without draining. */
    @Override
    void close();
}
