package dev.sluice.dataplane.http;

/** A client connection that speaks a protocol. All calls on its event loop. */
public interface ServerConnection {
    /** Takes no new request, ends those in flight whole, then closes: {@code Connection: close}, GOAWAY. May be called again. */
    void drain();

    /** Requests taken and not yet answered whole; tunnels count. */
    int requestsInFlight();

    /** At once: streams in flight end as cut. */
    void close();
}
