package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.DownstreamConnection;
import dev.sluice.dataplane.http.DownstreamStream;
import dev.sluice.dataplane.http.InboundRequest;
import dev.sluice.dataplane.http.RequestHandler;
import dev.sluice.dataplane.http.RequestHead;
import dev.sluice.dataplane.meters.ListenerMeters;

/** Serves one client connection. */
public final class ExchangeHandler implements RequestHandler {
    private final Surroundings surroundings;
    private final ConnectionRoutes routes;
    private final ListenerMeters meters;

    public ExchangeHandler(Surroundings surroundings, ConnectionRoutes routes, ListenerMeters meters) {
        this.surroundings = surroundings;
        this.routes = routes;
        this.meters = meters;
    }

    @Override
    public InboundRequest handle(RequestHead head, DownstreamStream stream, boolean ended) {
        meters.requestStarted();
        var exchange = new Exchange(surroundings, routes, meters, head, stream, ended);
        exchange.begin();
        return exchange;
    }

    @Override
    public void refused(DownstreamConnection connection, int status, String reason) {
        surroundings.log().finished(ExchangeNotes.refused(surroundings, routes, connection, status, reason));
    }
}
