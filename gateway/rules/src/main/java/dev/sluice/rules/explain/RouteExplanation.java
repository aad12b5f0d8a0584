package dev.sluice.rules.explain;

import dev.sluice.rules.decide.Decider;
import dev.sluice.rules.decide.Decision;
import dev.sluice.rules.decide.RedirectLocation;
import dev.sluice.rules.decide.Trail;
import dev.sluice.rules.endpoints.Endpoint;
import dev.sluice.rules.endpoints.EndpointTable;
import dev.sluice.rules.model.Action;
import dev.sluice.rules.model.Action.WeightedCluster;
import dev.sluice.rules.model.Cluster;
import dev.sluice.rules.model.Route;
import dev.sluice.rules.model.RoutePolicy;
import dev.sluice.rules.model.Unenforced;
import dev.sluice.rules.snapshot.RouteTable;
import dev.sluice.rules.snapshot.Snapshot;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** From the route table on. */
final class RouteExplanation {
    private static final int MOST_RULES_TOLD = 50;

    private final Snapshot snapshot;
    private final EndpointTable endpoints;
    private final AskedFacts facts;
    private final Notes notes;
    private int told;

    RouteExplanation(Snapshot snapshot, EndpointTable endpoints, AskedFacts facts, Notes notes) {
        this.snapshot = snapshot;
        this.endpoints = endpoints;
        this.facts = facts;
        this.notes = notes;
    }

    Explanation explain(RouteTable table) {
        int beforeRules = notes.steps();
        Decision decision = Decider.route(table, facts, bound -> 0, new Trail() {
            @Override
            public void tried(Route route, String failedCondition) {
                if (failedCondition.isEmpty()) notes.step("rule " + named(route) + " matches");
                else if (told++ < MOST_RULES_TOLD) notes.step("rule " + named(route) + " does not match: " + failedCondition);
            }
        });
        if (told > MOST_RULES_TOLD) notes.step((told - MOST_RULES_TOLD) + " more rules before it do not match");
        if (decision instanceof Decision.Matched it) notes.stepAt(beforeRules, "virtual host " + it.host().name());
        return switch (decision) {
            case Decision.NoHost none -> {
                notes.step("no virtual host of " + table.name() + " has the name \"" + facts.host() + "\"");
                yield notes.end(404, "NR");
            }
            case Decision.Misdirected other -> {
                notes.step("another TLS server of the listener serves \"" + facts.host() + "\": the client must open a connection for it");
                yield notes.end(421, "NR");
            }
            case Decision.NoRoute it -> {
                notes.host = it.host().name();
                notes.step("virtual host " + notes.host + " has no route for it; there is no falling back to a wider host");
                yield notes.end(404, "NR");
            }
            case Decision.HttpsRequired it -> {
                notes.host = it.host().name();
                notes.destination = RedirectLocation.https(facts.authority(), facts.path(), facts.query());
                notes.step("virtual host " + notes.host + " demands https (httpsRedirect): redirected to " + notes.destination);
                yield notes.end(301, "");
            }
            case Decision.Matched it -> matched(it);
        };
    }

    private Explanation matched(Decision.Matched it) {
        Route route = it.route();
        notes.host = it.host().name();
        notes.route = route.from().toString();
        return switch (route.action()) {
            case Action.Refuse refuse -> {
                notes.step("refused: " + refuse.refusal().reason() + ", from " + refuse.refusal().from());
                yield notes.end(503, Unenforced.FLAG);
            }
            case Action.Redirect redirect -> {
                notes.destination = RedirectLocation.of(redirect, facts.scheme(), facts.authority(), facts.path(), facts.query());
                notes.step("redirected with " + redirect.status() + " to " + notes.destination);
                yield notes.end(redirect.status(), "");
            }
            case Action.DirectResponse direct -> {
                notes.destination = "direct response";
                notes.step("answered by the gateway itself, " + direct.body().length() + " bytes");
                yield notes.end(direct.status(), "");
            }
            case Action.Forward forward -> forward(forward, route);
        };
    }

    private Explanation forward(Action.Forward forward, Route route) {
        policy(route);
        boolean sure = forward.destinations().size() == 1;
        Explanation first = null;
        for (WeightedCluster to : forward.destinations()) {
            if (!sure) notes.step("share " + to.weight() + " of " + forward.totalWeight() + ":");
            var one = destination(forward, to);
            if (first == null) first = one;
        }
        if (first == null) throw new IllegalStateException("a forward without a destination");
        return new Explanation(first.status(), first.listener(), first.host(), first.route(), first.destination(), first.flag(),
                notes.end(null, "").steps());
    }

    private Explanation destination(Action.Forward forward, WeightedCluster to) {
        notes.destination = to.cluster();
        notes.step("destination " + to.cluster() + ", from " + to.from());
        Cluster cluster = snapshot.clusters().get(to.cluster());
        if (cluster == null) {
            notes.step("there is no such cluster: no service, port or subset of that name is visible");
            return notes.end(503, "NC");
        }
        notes.step("cluster policy from " + cluster.from() + ": " + cluster.balancing().name().toLowerCase(Locale.ROOT)
                + ", connect timeout " + inSeconds(cluster.connectTimeout()));
        Unenforced refusal = cluster.refusal();
        if (refusal != null) {
            notes.step("refused: " + refusal.reason() + ", from " + refusal.from());
            return notes.end(503, Unenforced.FLAG);
        }
        List<Endpoint> known = endpoints.of(to.cluster());
        if (known.isEmpty()) {
            notes.step("it has no endpoint");
            return notes.end(503, "UH");
        }
        notes.step("endpoints " + String.join(", ", known.stream().limit(20).map(Endpoint::toString).toList())
                + (known.size() > 20 ? " and " + (known.size() - 20) + " more" : ""));
        if (forward.path() != null) notes.step("path becomes " + forward.path().apply(facts.path(), facts.query()));
        if (to.authority() != null) notes.step("host becomes " + to.authority());
        return notes.end(null, "");
    }

    private void policy(Route route) {
        RoutePolicy policy = route.policy();
        var object = route.from().object();
        notes.step(policy.timeout() == null
                ? "no timeout (" + object + " sets none)"
                : "timeout " + inSeconds(policy.timeout()) + ", from " + object + " " + rule(route) + ".timeout");
        var retry = policy.retry();
        notes.step(retry == null
                ? "no retries (" + object + " " + rule(route) + ".retries)"
                : "up to " + retry.attempts() + " retries on " + words(retry.conditions()) + ", from " + object + " " + rule(route)
                        + ".retries or, without it, the mesh");
        if (policy.fault() != null && policy.fault().abortPpm() > 0) {
            notes.step("fault: " + policy.fault().abortPpm() / 10_000.0 + "% are aborted, from " + object + " " + rule(route)
                    + ".fault.abort (flag FI)");
        }
        if (policy.fault() != null && policy.fault().delay() != null) {
            notes.step("fault: " + policy.fault().delayPpm() / 10_000.0 + "% are delayed by " + inSeconds(policy.fault().delay())
                    + ", from " + object
                    + " " + rule(route) + ".fault.delay (flag DI)");
        }
        if (policy.cors() != null) notes.step("cross-origin policy from " + object + " " + rule(route) + ".corsPolicy");
        for (var mirror : policy.mirrors()) notes.step("mirrored to " + mirror.cluster() + ", from " + mirror.from());
    }

    /** {@code 1.5s}, as configuration writes it. */
    private static String inSeconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + "s";
    }

    private static String words(Collection<? extends Enum<?>> values) {
        return String.join(", ", values.stream().map(one -> one.name().toLowerCase(Locale.ROOT).replace('_', '-')).sorted().toList());
    }

    private static String rule(Route route) {
        String field = route.from().field();
        int match = field.indexOf(".match[");
        return match < 0 ? field : field.substring(0, match);
    }

    private static String named(Route route) {
        return route.from() + (route.name().isEmpty() ? "" : " (" + route.name() + ")");
    }
}
