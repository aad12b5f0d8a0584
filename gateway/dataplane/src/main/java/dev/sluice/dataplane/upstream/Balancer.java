package dev.sluice.dataplane.upstream;

import dev.sluice.rules.decide.Dice;
import dev.sluice.rules.model.Cluster;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chooses an endpoint. The load it weighs stands in the endpoints, so that a new list forgets nothing. Belongs to one event loop. */
final class Balancer {
    /** Tries to draw an endpoint other than those that failed before (Envoy's host reselection). */
    private static final int RESELECTIONS = 5;

    private int turn;

    /**
     * @param endpoints with a weight of at least 1 each
     * @param avoided by earlier tries of the same request; used all the same if there is no other
     */
    @Nullable
    PooledEndpoint choose(List<PooledEndpoint> endpoints, Cluster.LoadBalancing way, Set<PooledEndpoint> avoided, Dice dice) {
        if (endpoints.isEmpty()) return null;
        PooledEndpoint drawn = draw(endpoints, way, dice);
        for (int i = 0; i < RESELECTIONS && avoided.contains(drawn); i++) drawn = draw(endpoints, way, dice);
        if (!avoided.contains(drawn)) return drawn;
        for (PooledEndpoint other : endpoints) {
            if (!avoided.contains(other)) return other;
        }
        return drawn;
    }

    private PooledEndpoint draw(List<PooledEndpoint> endpoints, Cluster.LoadBalancing way, Dice dice) {
        if (endpoints.size() == 1) return endpoints.getFirst();
        return switch (way) {
            case RANDOM -> random(endpoints, dice);
            case ROUND_ROBIN -> roundRobin(endpoints);
            case LEAST_REQUEST -> lessLoaded(random(endpoints, dice), random(endpoints, dice));
        };
    }

    private static PooledEndpoint random(List<PooledEndpoint> endpoints, Dice dice) {
        long total = 0;
        boolean even = true;
        int first = endpoints.getFirst().weight();
        for (PooledEndpoint one : endpoints) {
            total += one.weight();
            even &= one.weight() == first;
        }
        if (even) return endpoints.get(dice.next(endpoints.size()));
        long at = dice.next((int) Math.min(total, Integer.MAX_VALUE));
        for (PooledEndpoint one : endpoints) {
            at -= one.weight();
            if (at < 0) return one;
        }
        return endpoints.getLast();
    }

    /** Of two, the one with less in flight for its weight. */
    private static PooledEndpoint lessLoaded(PooledEndpoint one, PooledEndpoint other) {
        long load = (one.inFlight() + 1L) * other.weight();
        long otherLoad = (other.inFlight() + 1L) * one.weight();
        return otherLoad < load ? other : one;
    }

    /** Smooth weighted round robin: each gains its weight, the richest is taken and pays the total. */
    private PooledEndpoint roundRobin(List<PooledEndpoint> endpoints) {
        int first = endpoints.getFirst().weight();
        boolean even = true;
        for (PooledEndpoint one : endpoints) even &= one.weight() == first;
        if (even) {
            turn = turn + 1 & Integer.MAX_VALUE;
            return endpoints.get(turn % endpoints.size());
        }
        long total = 0;
        PooledEndpoint richest = endpoints.getFirst();
        for (PooledEndpoint one : endpoints) {
            one.credit += one.weight();
            total += one.weight();
            if (one.credit > richest.credit) richest = one;
        }
        richest.credit -= total;
        return richest;
    }
}
