package dev.sluice.dataplane.telemetry;

import dev.sluice.dataplane.exchange.ExchangeRecord;
import dev.sluice.rules.model.Provenance;
import org.jspecify.annotations.Nullable;

/**
 * The parts of lines that tell which route and endpoint a request took: few, and the same in most lines, so that they are made once and copied. One
 * thread.
 */
final class LinePlaces {
    private static final int SLOTS = 256;
    private static final int ROOM = 512;

    private final Maker maker;
    private final @Nullable Place[] known = new Place[SLOTS];
    private final LineBuffer scratch = new LineBuffer(ROOM);

    LinePlaces(Maker maker) {
        this.maker = maker;
    }

    /** Writes the parts as a format has them, from nothing else than what makes a {@link Place}. */
    interface Maker {
        /** Where it went. */
        void upstream(LineBuffer out, ExchangeRecord record);

        void route(LineBuffer out, ExchangeRecord record);

        /** What Istio's lines do not have. */
        void ours(LineBuffer out, String node, ExchangeRecord record);
    }

    /** A route of a listener with an endpoint, and the parts that tell so. */
    record Place(String node, String listener, String host, String route, @Nullable Provenance rule, String cluster, String endpoint, byte[] upstream, byte[] routeName, byte[] ours) {
        private boolean isOf(String ofNode, ExchangeRecord record) {
            Provenance other = record.rule();
            return node.equals(ofNode) && endpoint.equals(record.endpoint()) && route.equals(record.route()) && host.equals(record.host())
                    && cluster.equals(record.cluster()) && listener.equals(record.listener())
                    && (rule == null ? other == null : rule.equals(other));
        }
    }

    /** What is said of {@code record}'s place. */
    Place of(String node, ExchangeRecord record) {
        int hash = node.hashCode()
                + 31 * (record.endpoint().hashCode() + 31 * (record.route().hashCode() + 31 * record.host().hashCode()));
        int slot = (hash ^ hash >>> 16) & SLOTS - 1;
        Place there = known[slot];
        if (there != null && there.isOf(node, record)) return there;
        Place made = make(node, record);
        known[slot] = made;
        return made;
    }

    private Place make(String node, ExchangeRecord record) {
        scratch.clear();
        maker.upstream(scratch, record);
        byte[] upstream = scratch.toBytes();
        scratch.clear();
        maker.route(scratch, record);
        byte[] route = scratch.toBytes();
        scratch.clear();
        maker.ours(scratch, node, record);
        return new Place(node, record.listener(), record.host(), record.route(), record.rule(), record.cluster(), record.endpoint(),
                upstream, route, scratch.toBytes());
    }
}
