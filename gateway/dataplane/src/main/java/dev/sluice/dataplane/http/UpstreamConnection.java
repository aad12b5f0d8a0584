package dev.sluice.dataplane.http;

/** A connection to an endpoint that takes one request at a time (HTTP/1.1) or several (HTTP/2). All calls on its event loop. */
public interface UpstreamConnection {
    /** How many more requests may be opened now; 0 if it is full, going away or closed. */
    int capacity();

    /** Whether it will never take a request again: {@link #capacity()} is 0 for good. */
    boolean isLeaving();

    /** Opens a request; {@link #capacity()} was not 0. {@code events} are never called before this returns. */
    UpstreamStream open(UpstreamEvents events);

    /** At once; open streams fail as {@link UpstreamFailure.ConnectionLost}. */
    void close();

    /** Takes no more requests; closes when the last one has ended. */
    void drain();

    /** Who keeps the connection: its pool. */
    interface Owner {
        /** A request ended or the peer allows more: capacity may have grown or gone. */
        void capacityChanged(UpstreamConnection connection);

        /** Once, at the end. */
        void closed(UpstreamConnection connection);
    }
}
