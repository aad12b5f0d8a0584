package dev.sluice.rules.decide;

import dev.sluice.rules.snapshot.Listener;
import dev.sluice.rules.snapshot.RouteTable;

/** The pure calls. Same snapshot, facts and dice give the same answer; no clock, no I/O, no state. Safe on any thread. */
public final class Decider {
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
        return new Decision.NoHost();
    }
}
