package dev.sluice.dataplane.exchange;

import dev.sluice.dataplane.http.Headers;
import dev.sluice.dataplane.http.UpstreamFailure;
import dev.sluice.rules.decide.RedirectLocation;
import dev.sluice.rules.model.Action;
import dev.sluice.rules.model.Cluster;
import dev.sluice.rules.model.Unenforced;

/** The last of the policies: does what the route says. */
final class ActionPolicy implements Policy {
    @Override
    public Outcome onRequest(Exchange exchange) {
        return switch (exchange.action()) {
            case Action.Forward forward -> forward(exchange, forward);
            case Action.Redirect redirect -> new Outcome.Respond(redirect(exchange, redirect));
            case Action.DirectResponse direct -> new Outcome.Respond(direct(direct));
            case Action.Refuse refuse -> new Outcome.Respond(refused(refuse.refusal()));
        };
    }

    private static Outcome forward(Exchange exchange, Action.Forward action) {
        Action.WeightedCluster destination = exchange.destination();
        exchange.notes().cluster = destination.cluster();
        Cluster cluster = exchange.world().snapshot().clusters().get(destination.cluster());
        if (cluster == null) return new Outcome.Respond(FailureAnswers.of(new UpstreamFailure.NoCluster(destination.cluster())));
        Unenforced refusal = cluster.refusal();
        if (refusal != null) return new Outcome.Respond(refused(refusal));
        HeaderOperations.apply(destination.requestHeaders(), exchange.headers(), exchange.view());
        exchange.forward(cluster, action.path(), destination);
        return Outcome.SUSPEND;
    }

    private static Answer redirect(Exchange exchange, Action.Redirect redirect) {
        RequestView view = exchange.view();
        var headers = new Headers(256, 8);
        headers.add("location", RedirectLocation.of(redirect, view.scheme(), view.authority(), view.path(), view.query()));
        return new Answer(redirect.status(), headers, new byte[0], "", "redirect", Answer.Origin.ROUTE);
    }

    private static Answer direct(Action.DirectResponse direct) {
        var headers = new Headers(256, 8);
        byte[] body = direct.body().toArray();
        if (body.length > 0) headers.add("content-type", "text/plain");
        return new Answer(direct.status(), headers, body, "", "direct_response", Answer.Origin.ROUTE);
    }

    private static Answer refused(Unenforced refusal) {
        return Answer.plain(503, "", Unenforced.FLAG, refusal.reason());
    }
}
