package dev.sluice.rules.decide;

import dev.sluice.rules.match.PathIndex;
import dev.sluice.rules.match.Tally;
import dev.sluice.rules.model.Action;
import dev.sluice.rules.model.Route;
import dev.sluice.rules.snapshot.Listener;
import dev.sluice.rules.snapshot.RouteTable;
import dev.sluice.rules.snapshot.VirtualHost;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pure calls. Same snapshot, facts and dice give the same answer; no clock, no I/O, no state. Safe on any thread. */
public final class Decider {
    private static final PathIndex.Check<Route, RequestFacts> HOLDS = Conditions::holdOnceIndexed;
    private static final Decision NO_HOST = new Decision.NoHost();
    private static final Decision MISDIRECTED = new Decision.Misdirected();

    private Decider() {}

    /** Which server of {@code listener} takes a connection. */
    public static Acceptance accept(Listener listener, ConnectionFacts facts) {
        if (!facts.tls()) {
            return listener.plain() == null ? new Acceptance.NoServer() : new Acceptance.Plain(listener.plain());
        }
        var server = listener.tls().find(facts.sni() == null ? "" : facts.sni());
        return server == null ? new Acceptance.NoServer() : new Acceptance.Tls(server);
    }

    /** Which route of {@code table} takes a request. */
    public static Decision route(RouteTable table, RequestFacts facts, Dice dice, Trail trail) {
        Tally tally = trail.tally();
        VirtualHost host = table.hosts().find(facts.host(), tally);
        if (host == null) {
            String server = table.served().find(facts.host());
            return server == null || server.equals(table.name()) ? NO_HOST : MISDIRECTED;
        }
        if (host.httpsRedirect() != null && !facts.scheme().equals("https")) return new Decision.HttpsRequired(host);
        Route route = host.index().first(facts.path(), facts, HOLDS, tally);
        if (trail.listens()) tell(host, route, facts, trail);
        if (route == null) return new Decision.NoRoute(host);
        return new Decision.Matched(host, route, route.action() instanceof Action.Forward forward ? draw(forward, dice) : null);
    }

    /** The index skips routes; whoever listens hears why each of them did not match. */
    private static void tell(VirtualHost host, @Nullable Route found, RequestFacts facts, Trail trail) {
        for (Route route : host.routes()) {
            String failed = Conditions.firstFailed(route, facts);
            trail.tried(route, failed);
            if (route.equals(found)) return;
        }
    }

    private static Action.WeightedCluster draw(Action.Forward forward, Dice dice) {
        List<Action.WeightedCluster> destinations = forward.destinations();
        int last = destinations.size() - 1;
        if (last == 0) return destinations.getFirst();
        int drawn = dice.next(forward.totalWeight());
        for (int i = 0; i < last; i++) {
            drawn -= destinations.get(i).weight();
            if (drawn < 0) return destinations.get(i);
        }
        return destinations.get(last);
    }
}
