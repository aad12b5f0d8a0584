package dev.sluice.dataplane.listen;

import dev.sluice.rules.snapshot.Listener;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The way from the sockets that are open to those that are wanted. Pure.
 *
 * @param changes in the order in which they are to be made: ports are freed before they are taken
 * @param conflicts listeners that get no socket, with the one that has it
 */
public record ListenPlan(List<Change> changes, Map<String, String> conflicts) {
    public ListenPlan {
        changes = List.copyOf(changes);
        conflicts = Map.copyOf(conflicts);
    }

    /**
     * Where a socket listens.
     *
     * @param host literal address; empty for all
     * @param port at most 0 for any free one; negative numbers tell several of these apart
     */
    public record Address(String host, int port) {
        /** Any free port, for the listener of a Gateway's port. */
        public static Address anyPort(String host, int gatewayPort) {
            return new Address(host, -gatewayPort);
        }

        @Override
        public String toString() {
            return (host.isEmpty() ? "*" : host) + ":" + port;
        }
    }

    /** One step. */
    public sealed interface Change {
        /** No longer accepts; what was accepted goes on. */
        record Close(Address address) implements Change {}

        /** The same socket serves another listener from now on. */
        record Reassign(Address address, String listener) implements Change {}

        record Open(Address address, String listener) implements Change {}
    }

    /**
     * @param open listener names by the address that they have now
     * @param wanted in their order of precedence: of two on one address the first gets it
     */
    public static ListenPlan of(Map<Address, String> open, List<Listener> wanted, Function<Listener, Address> address) {
        var target = new LinkedHashMap<Address, String>();
        var conflicts = new LinkedHashMap<String, String>();
        for (Listener one : wanted) {
            String first = target.putIfAbsent(address.apply(one), one.name());
            if (first != null) conflicts.put(one.name(), first);
        }
        var changes = new ArrayList<Change>();
        open.keySet().stream().filter(one -> !target.containsKey(one)).forEach(one -> changes.add(new Change.Close(one)));
        target.forEach((where, name) -> {
            String now = open.get(where);
            if (now != null && !now.equals(name)) changes.add(new Change.Reassign(where, name));
        });
        target.forEach((where, name) -> {
            if (!open.containsKey(where)) changes.add(new Change.Open(where, name));
        });
        return new ListenPlan(changes, conflicts);
    }
}
