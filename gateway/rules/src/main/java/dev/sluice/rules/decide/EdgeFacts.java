package dev.sluice.rules.decide;

import dev.sluice.rules.model.HttpOptions.Underscores;
import org.jspecify.annotations.Nullable;

/**
 * What the edge makes of the fields that the gateway owns, before anything is decided (RX-81 to RX-83). Every client counts as outside: an address alone
 * proves nothing behind a load balancer.
 */
public final class EdgeFacts {
    private EdgeFacts() {}

    /** What becomes of a field that a client sent. */
    public enum Fate {
        KEPT, DROPPED, REFUSED
    }

    /** @param name lower case */
    public static Fate fate(String name, Underscores underscores) {
        if (name.startsWith("x-envoy-")) return Fate.DROPPED;
        if (name.indexOf('_') < 0) return Fate.KEPT;
        if (underscores == Underscores.REJECT) return Fate.REFUSED;
        // Servers that read an underscore as a hyphen would take this for a field of ours.
        return underscores == Underscores.DROP || isOwned(name.replace('_', '-')) ? Fate.DROPPED : Fate.KEPT;
    }

    private static boolean isOwned(String name) {
        return name.startsWith("x-forwarded-") || name.startsWith("x-envoy-") || name.equals("x-request-id") || name.equals("host");
    }

    /**
     * What a believed hop, or else the connection, says of the scheme (RX-30).
     *
     * @param told the first x-forwarded-proto that came
     */
    public static String scheme(@Nullable String told, int trustedProxies, String ofConnection) {
        boolean believed = trustedProxies > 0 && told != null && (told.equals("http") || told.equals("https"));
        return believed && told != null ? told : ofConnection;
    }

    /**
     * x-forwarded-for with the peer appended.
     *
     * @param came its values, joined by commas
     */
    public static String forwardedFor(@Nullable String came, String peer) {
        return came == null || came.isEmpty() ? peer : came + "," + peer;
    }

    /** The client's address: of the x-forwarded-for that came the n-th from the right, the peer for none (RX-81). */
    public static String client(@Nullable String came, int trustedProxies, String peer) {
        if (trustedProxies == 0 || came == null) return peer;
        String[] entries = came.split(",", -1);
        return entries.length < trustedProxies ? peer : entries[entries.length - trustedProxies].strip();
    }
}
