package dev.sluice.dataplane.http;

/** Serves the requests of one client connection, of any protocol. Called on the connection's event loop. */
public interface RequestHandler {
    /**
     * Takes a request. Its body, if it has one, follows through the returned object.
     *
     * @param ended no body and no trailers will follow
     */
    InboundRequest handle(RequestHead head, DownstreamStream stream, boolean ended);

    /**
     * The protocol refused what came before it was a request, and has answered it; for log and metrics.
     *
     * @param status what was answered; 0 if the stream or connection was cut without an answer
     * @param reason in words, without anything the client sent
     */
    void refused(DownstreamConnection connection, int status, String reason);
}
