package dev.sluice.dataplane.http;

/** Serves requests of any protocol. Called on the connection's event loop. */
public interface RequestHandler {
    /**
     * Takes a request. Its body, if it has one, follows through the returned object.
     *
     * @param ended no body and no trailers will follow
     */
    InboundRequest handle(RequestHead head, DownstreamStream stream, boolean ended);
}
