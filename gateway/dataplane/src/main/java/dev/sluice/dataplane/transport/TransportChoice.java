package dev.sluice.dataplane.transport;

import java.util.ArrayList;
import java.util.function.Function;

/**
 * The transport that serves.
 *
 * @param shortfall why it is not the one that was asked for, and how to mend it, for the operator; empty if it is
 */
public record TransportChoice(Transport transport, String shortfall) {
    /**
     * The first of the wish's order that can be had. Pure, if {@code obstacle} is.
     *
     * @param obstacle why a transport cannot be had, in the operator's words; empty if it can
     */
    static TransportChoice of(TransportWish wish, Function<Transport, String> obstacle) {
        var obstacles = new ArrayList<String>();
        for (Transport one : wish.order()) {
            String why = obstacle.apply(one);
            if (why.isEmpty()) return new TransportChoice(one, shortfall(wish, one, String.join("; ", obstacles)));
            obstacles.add(one + " cannot be had: " + why);
        }
        throw new IllegalStateException(String.join("; ", obstacles));
    }

    private static String shortfall(TransportWish wish, Transport used, String obstacles) {
        if (obstacles.isEmpty() || wish == TransportWish.AUTO) return "";
        return "serving by " + used + " instead of " + wish + ", since " + obstacles;
    }
}
