package dev.sluice.dataplane.server;

import dev.sluice.dataplane.exchange.Surroundings;
import dev.sluice.dataplane.http.ServerConnection;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One event loop with the client connections that live on it. On that loop only. */
final class Worker {
    private final EventLoop loop;
    private final Surroundings surroundings;
    private final Map<Channel, @Nullable ServerConnection> connections = new HashMap<>();
    private boolean draining;

    Worker(EventLoop loop, Surroundings surroundings) {
        this.loop = loop;
        this.surroundings = surroundings;
    }

    EventLoop loop() {
        return loop;
    }

    Surroundings surroundings() {
        return surroundings;
    }

    void opened(Channel channel) {
        connections.put(channel, null);
        channel.closeFuture().addListener(closed -> connections.remove(channel));
    }

    void started(Channel channel, ServerConnection connection) {
        if (!channel.isOpen()) return;
        connections.put(channel, connection);
        if (draining) connection.drain();
    }

    /** Lets every connection end by itself. */
    void drain() {
        draining = true;
        for (ServerConnection one : List.copyOf(speaking())) one.drain();
    }

    /** Connections of every kind that are open. */
    int open() {
        return connections.size();
    }

    int requestsInFlight() {
        int sum = 0;
        for (ServerConnection one : speaking()) sum += one.requestsInFlight();
        return sum;
    }

    private List<ServerConnection> speaking() {
        return connections.values().stream().filter(java.util.Objects::nonNull).toList();
    }

    /** At once; what was in flight is cut. */
    void close() {
        for (var one : List.copyOf(connections.entrySet().stream().map(entry -> new Open(entry.getKey(), entry.getValue())).toList())) {
            ServerConnection connection = one.connection();
            if (connection != null) connection.close();
            one.channel().close();
        }
        surroundings.upstreams().close();
    }

    private record Open(Channel channel, @Nullable ServerConnection connection) {}
}
