package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.http.UpstreamConnection;
import dev.sluice.dataplane.http.UpstreamFailure;

/** Somebody who waits for a connection to an endpoint. Exactly one method is called, on the event loop, unless it was cancelled before. */
public interface ConnectionRequest {
    /**
     * A request may be opened, now.
     *
     * @param reused it has served before: its endpoint may have closed it meanwhile
     */
    void ready(UpstreamConnection connection, boolean reused);

    void failed(UpstreamFailure failure);
}
