package dev.sluice.dataplane.server;

import dev.sluice.dataplane.DataPlaneSettings;
import dev.sluice.dataplane.ListenerStatus;
import dev.sluice.dataplane.listen.EventLoops;
import dev.sluice.dataplane.listen.ListenPlan;
import dev.sluice.dataplane.listen.ListenPlan.Address;
import dev.sluice.dataplane.listen.ListenPlan.Change;
import dev.sluice.dataplane.listen.ListenSocket;
import dev.sluice.rules.model.Unenforced;
import dev.sluice.rules.snapshot.Listener;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The sockets that are open. Used by one thread at a time, which may wait. */
final class Sockets {
    private final DataPlaneSettings settings;
    private final EventLoops loops;
    private final ListenSocket.Acceptor acceptor;
    private final Map<Address, ListenSocket> open = new LinkedHashMap<>();
    private boolean closed;

    Sockets(DataPlaneSettings settings, EventLoops loops, ListenSocket.Acceptor acceptor) {
        this.settings = settings;
        this.loops = loops;
        this.acceptor = acceptor;
    }

    /** Opens and closes what {@code wanted} asks for; sockets that stay are not touched. An address that cannot be had is tried again at each call. */
    List<ListenerStatus> follow(List<Listener> wanted) {
        if (closed) return List.of();
        var named = new HashMap<Address, String>();
        open.forEach((address, socket) -> named.put(address, socket.listener()));
        ListenPlan plan = ListenPlan.of(named, wanted, this::addressOf);
        var problems = new HashMap<String, String>();
        plan.conflicts().forEach((loser, winner) -> problems.put(loser, "the port is taken by listener " + winner));
        for (Change change : plan.changes()) make(change, problems);
        var status = new ArrayList<ListenerStatus>();
        for (Listener one : wanted) status.add(statusOf(one, problems));
        return List.copyOf(status);
    }

    private Address addressOf(Listener listener) {
        int port = settings.boundPort(listener.port());
        String host = listener.bind().isEmpty() ? settings.bind() : listener.bind();
        return port == 0 ? Address.anyPort(host, listener.port()) : new Address(host, port);
    }

    private void make(Change change, Map<String, String> problems) {
        switch (change) {
            case Change.Close(Address address) -> {
                ListenSocket gone = open.remove(address);
                if (gone != null) gone.close();
            }
            case Change.Reassign(Address address, String listener) -> {
                ListenSocket kept = open.get(address);
                if (kept != null) kept.reassign(listener);
            }
            case Change.Open(Address address, String listener) -> {
                try {
                    open.put(address, ListenSocket.open(address, listener, loops, acceptor));
                } catch (IOException | RuntimeException refused) {
                    problems.put(listener, "cannot listen on " + address + ": " + refused.getMessage());
                }
            }
        }
    }

    private ListenerStatus statusOf(Listener listener, Map<String, String> problems) {
        ListenSocket socket = open.get(addressOf(listener));
        boolean bound = socket != null && socket.listener().equals(listener.name());
        String problem = problems.getOrDefault(listener.name(), "");
        if (problem.isEmpty() && listener.plain() instanceof Listener.PlainServer.Refuse(Unenforced refusal)) problem = refusal.reason();
        return new ListenerStatus(listener.name(), socket == null ? Math.max(0, settings.boundPort(listener.port())) : socket.port(), bound,
                problem);
    }

    /** Before {@link #close}: no socket is opened any more, and those that are open take only connections that have begun. */
    void refuseNewcomers() {
        closed = true;
        for (ListenSocket one : open.values()) one.refuseNewcomers();
    }

    void close() {
        closed = true;
        for (ListenSocket one : open.values()) one.close();
        open.clear();
    }
}
