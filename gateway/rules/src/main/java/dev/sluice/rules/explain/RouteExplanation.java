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
import dev.sluice.rules.model.Provenance;
import dev.sluice.rules.model.Route;
import dev.sluice.rules.model.RoutePolicy;
import dev.sluice.rules.model.Unenforced;
import dev.sluice.rules.snapshot.Listener;
import dev.sluice.rules.snapshot.RouteTable;
import dev.sluice.rules.snapshot.Snapshot;
import dev.sluice.rules.snapshot.VirtualHost;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** From the route table on. */
final class RouteExplanation {
    private static final int MOST_RULES_TOLD = 50;

    private final Snapshot snapshot;
    private final EndpointTable endpoints;
    private final Absences absences;
    private final AskedFacts facts;
    private final Notes notes;
    private int told;

    RouteExplanation(Snapshot snapshot, EndpointTable endpoints, Absences absences, AskedFacts facts, Notes notes) {
        this.snapshot = snapshot;
        this.endpoints = endpoints;
        this.absences = absences;
        this.facts = facts;
        this.notes = notes;
    }

    /** @param table of the server of {@code listener} that took the connection */
    Explanation explain(Listener listener, RouteTable table) {
        int beforeRules = notes.steps();
        Decision decision = Decider.route(table, facts, bound -> 0, new Trail() {
            @Override
            public void tried(Route route, String failedCondition) {
                if (failedCondition.isEmpty()) notes.step(rule(route, " matches"));
                else if (told++ < MOST_RULES_TOLD) notes.step(rule(route, " does not match: " + failedCondition));
            }
        });
        if (told > MOST_RULES_TOLD) notes.step((told - MOST_RULES_TOLD) + " more rules before it do not match");
        return switch (decision) {
            case Decision.NoHost none -> {
                notes.step(Step.of("no virtual host of " + table.name() + " has the name \"" + facts.host()
                        + "\": no VirtualService brings it to ").at(table.from()));
                absences.ofHost(facts.host()).forEach(notes::step);
                yield notes.end(404, "NR");
            }
            case Decision.Misdirected other -> misdirected(listener, table);
            case Decision.NoRoute it -> {
                notes.host = it.host().name();
                notes.stepAt(beforeRules, virtualHost(it.host()));
                var rules = it.host().routes().stream().map(route -> new Provenance(route.from().object(), "spec.http")).distinct();
                notes.step(Step.of("virtual host " + notes.host + " has no route for it among ").at(rules.toList())
                        .and("; there is no falling back to a wider host"));
                yield notes.end(404, "NR");
            }
            case Decision.HttpsRequired it -> {
                notes.host = it.host().name();
                notes.destination = RedirectLocation.https(facts.authority(), facts.path(), facts.query());
                notes.step(Step.of("virtual host " + notes.host + " demands https, by ")
                        .at(it.host().httpsRedirect() == null ? List.of() : List.of(it.host().httpsRedirect()))
                        .and(": redirected to " + notes.destination));
                yield notes.end(301, "");
            }
            case Decision.Matched it -> {
                notes.stepAt(beforeRules, virtualHost(it.host()));
                yield matched(it);
            }
        };
    }

    private static Step virtualHost(VirtualHost host) {
        var owners = host.routes().stream().map(route -> route.from().object()).distinct().map(one -> new Provenance(one, "spec")).toList();
        return Step.of("virtual host " + host.name() + ", from ").at(owners);
    }

    private Explanation misdirected(Listener listener, RouteTable table) {
        var elsewhere = listener.tls().find(facts.host());
        Step step = Step.of("\"" + facts.host() + "\" is not served by the connection's server, ").at(table.from());
        if (elsewhere != null) {
            Provenance server = elsewhere.from();
            step = step.and(", but by ").at(new Provenance(server.object(), server.field() + ".hosts"));
        }
        notes.step(step.and(": the client must open a connection for it"));
        return notes.end(421, "NR");
    }

    private Explanation matched(Decision.Matched it) {
        Route route = it.route();
        notes.host = it.host().name();
        notes.route = route.from().toString();
        return switch (route.action()) {
            case Action.Refuse refuse -> {
                notes.step(Step.of("refused: " + refuse.refusal().reason() + ", from ").at(refuse.refusal().from()));
                yield notes.end(503, Unenforced.FLAG);
            }
            case Action.Redirect redirect -> {
                notes.destination = RedirectLocation.of(redirect, facts.scheme(), facts.authority(), facts.path(), facts.query());
                notes.step(Step.of("redirected with " + redirect.status() + " to " + notes.destination + ", by ")
                        .at(field(route, ".redirect")));
                yield notes.end(redirect.status(), "");
            }
            case Action.DirectResponse direct -> {
                notes.destination = "direct response";
                notes.step(Step.of("answered by the gateway itself, " + direct.body().length() + " bytes, by ")
                        .at(field(route, ".directResponse")));
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
        notes.step(Step.of("destination " + to.cluster() + ", from ").at(to.from()));
        Cluster cluster = snapshot.clusters().get(to.cluster());
        if (cluster == null) {
            notes.step(Step.of("there is no such cluster: no service, port or subset is visible as named by ").at(to.from()));
            absences.ofCluster(to.from()).forEach(notes::step);
            return notes.end(503, "NC");
        }
        cluster(cluster);
        Unenforced refusal = cluster.refusal();
        if (refusal != null) {
            notes.step(Step.of("refused: " + refusal.reason() + ", from ").at(refusal.from()));
            return notes.end(503, Unenforced.FLAG);
        }
        List<Endpoint> known = endpoints.of(to.cluster());
        if (known.isEmpty()) {
            notes.step(Step.of("it has no endpoint; they would come from ").at(absences.sources(cluster)));
            absences.ofEndpoints(cluster).forEach(notes::step);
            return notes.end(503, "UH");
        }
        notes.step(Step.of("endpoints " + String.join(", ", known.stream().limit(20).map(Endpoint::toString).toList())
                + (known.size() > 20 ? " and " + (known.size() - 20) + " more" : "") + ", from ").at(absences.sources(cluster)));
        if (forward.path() != null) notes.step("path becomes " + forward.path().apply(facts.path(), facts.query()));
        if (to.authority() != null) notes.step("host becomes " + to.authority());
        return notes.end(null, "");
    }

    private void cluster(Cluster cluster) {
        var origins = cluster.origins();
        Step step = Step.of("cluster policy from ").at(cluster.from())
                .and(": " + cluster.balancing().name().toLowerCase(Locale.ROOT) + " (");
        step = origin(step, origins.balancing()).and("), connect timeout " + inSeconds(cluster.connectTimeout()) + " (");
        notes.step(origin(step, origins.connectTimeout()).and(")"));
        if (origins.limits() != null) notes.step(Step.of("limits of connections and requests from ").at(origins.limits()));
    }

    private static Step origin(Step step, @Nullable Provenance from) {
        return from == null ? step.and("the default") : step.at(from);
    }

    private void policy(Route route) {
        RoutePolicy policy = route.policy();
        var origins = policy.origins();
        boolean limited = policy.timeout() != null && !policy.timeout().isZero();
        notes.step(origin(
                Step.of((limited && policy.timeout() != null ? "timeout " + inSeconds(policy.timeout()) : "no timeout") + " ("),
                origins.timeout()).and(")"));
        var retry = policy.retry();
        String retries = retry == null
                ? "no retries ("
                : "up to " + retry.attempts() + " retries on " + words(retry.conditions()) + statuses(retry.statuses())
                        + (retry.perTryTimeout() == null ? "" : ", each try within " + inSeconds(retry.perTryTimeout())) + " (";
        notes.step(origin(Step.of(retries), origins.retry()).and(")"));
        fault(policy);
        if (policy.cors() != null) notes.step(origin(Step.of("cross-origin policy from "), origins.cors()));
        for (var mirror : policy.mirrors()) notes.step(Step.of("not mirrored yet to " + mirror.cluster() + ", from ").at(mirror.from()));
    }

    private void fault(RoutePolicy policy) {
        var fault = policy.fault();
        if (fault == null) return;
        var from = policy.origins().fault();
        if (fault.abortPpm() > 0)
            notes.step(origin(Step.of("fault: " + fault.abortPpm() / 10_000.0 + "% are aborted (flag FI), from "), from));
        if (fault.delay() != null)
            notes.step(origin(Step.of("fault: " + fault.delayPpm() / 10_000.0 + "% are delayed by " + inSeconds(fault.delay())
                    + " (flag DI), from "), from));
    }

    private static String statuses(Collection<Integer> statuses) {
        return statuses.isEmpty() ? "" : " " + statuses.stream().sorted().toList();
    }

    /** {@code 1.5s}, as configuration writes it. */
    private static String inSeconds(Duration time) {
        return BigDecimal.valueOf(time.toMillis(), 3).stripTrailingZeros().toPlainString() + "s";
    }

    private static String words(Collection<? extends Enum<?>> values) {
        return String.join(", ", values.stream().map(one -> one.name().toLowerCase(Locale.ROOT).replace('_', '-')).sorted().toList());
    }

    /** A field of the route's rule. */
    private static Provenance field(Route route, String name) {
        String rule = route.from().field();
        int match = rule.indexOf(".match[");
        return new Provenance(route.from().object(), (match < 0 ? rule : rule.substring(0, match)) + name);
    }

    private static Step rule(Route route, String verdict) {
        return Step.of("rule ").at(route.from()).and((route.name().isEmpty() ? "" : " (" + route.name() + ")") + verdict);
    }
}
