package dev.sluice.dataplane.upstream;

import dev.sluice.dataplane.http.UpstreamConnection;
import dev.sluice.dataplane.http.UpstreamFailure;
import dev.sluice.rules.endpoints.Endpoint;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint as one event loop uses it: its connections, those who wait for one, its load. The connection used last is used next, so that idle ones
 * age. On its event loop only.
 */
public final class PooledEndpoint {
    private final PooledCluster cluster;
    private final String name;
    private Endpoint endpoint;
    private final Deque<Pooled> available = new ArrayDeque<>();
    private final Set<Pooled> all = new HashSet<>();
    private final Deque<Waiter> waiters = new ArrayDeque<>();
    private int connecting;
    /** Connections made so far: which of two was made later. */
    private long made;
    private int inFlight;
    private boolean removed;
    long credit;

    PooledEndpoint(PooledCluster cluster, Endpoint endpoint) {
        this.cluster = cluster;
        this.endpoint = endpoint;
        this.name = endpoint.toString();
    }

    /** {@code 10.0.0.1:80}. */
    public String name() {
        return name;
    }

    Endpoint endpoint() {
        return endpoint;
    }

    int weight() {
        return Math.max(1, endpoint.weight());
    }

    /** Requests under way here. */
    public int inFlight() {
        return inFlight;
    }

    /** A request was sent this way; {@link #left} must follow. */
    public void entered() {
        inFlight++;
    }

    public void left() {
        inFlight--;
        if (removed && isUnused()) cluster.forget(this);
    }

    void update(Endpoint newer) {
        endpoint = newer;
        removed = false;
    }

    /** It is no longer among the cluster's endpoints: what is under way ends whole, nothing new begins. */
    void remove() {
        removed = true;
        for (Pooled one : List.copyOf(all)) {
            // One that is still being made will serve those who wait for it, and then be drained.
            if (one.ready || waiters.isEmpty()) one.connection.drain();
        }
        if (isUnused()) cluster.forget(this);
    }

    private boolean isUnused() { return inFlight == 0 && all.isEmpty() && connecting == 0 && waiters.isEmpty(); }

    /** One who waits; {@link #cancel} may come at any time. */
    public static final class Waiter {
        private final ConnectionRequest request;
        /** Only a connection made after that many will do; many streams of HTTP/2 that lost theirs share one new. */
        private final long after;
        private final PooledEndpoint endpoint;

        private Waiter(PooledEndpoint endpoint, ConnectionRequest request, long after) {
            this.endpoint = endpoint;
            this.request = request;
            this.after = after;
        }

        /** Nothing will be called any more. */
        public void cancel() {
            if (endpoint.waiters.remove(this)) endpoint.cluster.use().pending.decrementAndGet();
        }
    }

    /**
     * Gives {@code request} a connection, at once or later.
     *
     * @param fresh one that is made after this call
     * @return null if it was answered at once
     */
    public @Nullable Waiter acquire(ConnectionRequest request, boolean fresh) {
        // Where no more connections are allowed, a used one is better than to wait for ever.
        boolean unused = fresh && cluster.use().connections.get() < cluster.config().limits().maxConnections();
        while (!unused) {
            Pooled idle = available.pollLast();
            if (idle == null) break;
            idle.listed = false;
            if (idle.connection.capacity() > 0) {
                serve(idle, request);
                return null;
            }
        }
        if (!ClusterUse.take(cluster.use().pending, cluster.config().limits().maxPending())) {
            cluster.meters().overflowed();
            request.failed(new UpstreamFailure.Overflow(cluster.name(), "pending requests"));
            return null;
        }
        var waiter = new Waiter(this, request, unused ? made : 0);
        waiters.addLast(waiter);
        connectIfNeeded();
        return waiters.contains(waiter) ? waiter : null;
    }

    private void connectIfNeeded() {
        while (waiters.size() > connecting * cluster.streamsPerConnection()) {
            boolean allowed = ClusterUse.take(cluster.use().connections, cluster.config().limits().maxConnections());
            if (!allowed) {
                // As in Envoy, no event loop is left without any connection: waiting for one of another loop's could last for ever, and so could
                // waiting for the last stream of one that takes no more.
                if (connecting > 0 || anyStays()) return;
                cluster.use().connections.incrementAndGet();
            }
            connecting++;
            cluster.connect(this);
        }
    }

    private boolean anyStays() {
        for (Pooled one : all) {
            if (!one.connection.isLeaving()) return true;
        }
        return false;
    }

    /** A connect begun for this endpoint came through. */
    void connected(UpstreamConnection.Owner owner, UpstreamConnection connection) {
        var pooled = (Pooled) owner;
        pooled.connection = connection;
        all.add(pooled);
        pooled.capacityChanged(connection);
    }

    /** The time to connect is over: a connection on which the endpoint has taken no request yet has failed. */
    void connectTimeOver(UpstreamConnection.Owner owner) {
        var pooled = (Pooled) owner;
        if (!pooled.ready && !pooled.closed) pooled.connection.close();
    }

    /** A connect begun for this endpoint failed: those fail who would have used it. */
    void connectFailed(String cause) {
        connecting--;
        cluster.use().connections.decrementAndGet();
        cluster.meters().connectFailed();
        while (waiters.size() > connecting * cluster.streamsPerConnection()) {
            Waiter first = waiters.pollFirst();
            if (first == null) break;
            cluster.use().pending.decrementAndGet();
            first.request.failed(new UpstreamFailure.ConnectFailed(name, cause));
        }
        if (removed && isUnused()) cluster.forget(this);
    }

    private void offer(Pooled pooled) {
        while (!waiters.isEmpty() && pooled.connection.capacity() > 0) {
            Waiter next = nextFor(pooled);
            if (next == null) break;
            waiters.remove(next);
            cluster.use().pending.decrementAndGet();
            serve(pooled, next.request);
        }
        list(pooled);
        connectIfNeeded();
    }

    private @Nullable Waiter nextFor(Pooled pooled) {
        for (Waiter one : waiters) {
            if (pooled.number > one.after) return one;
        }
        return null;
    }

    private void serve(Pooled pooled, ConnectionRequest request) {
        boolean reused = pooled.served > 0;
        pooled.served++;
        request.ready(pooled.connection, reused);
        if (pooled.served >= cluster.config().limits().maxRequestsPerConnection()) pooled.connection.drain();
        list(pooled);
    }

    private void list(Pooled pooled) {
        if (pooled.listed || pooled.closed || pooled.connection.capacity() <= 0) return;
        if (removed) {
            pooled.connection.drain();
            return;
        }
        pooled.listed = true;
        pooled.usedAt = cluster.now();
        available.addLast(pooled);
    }

    /** Lets go of connections that nobody used since {@code before} (nanoseconds). */
    void closeIdleSince(long before) {
        for (Pooled one : new ArrayList<>(available)) {
            if (one.usedAt - before < 0) one.connection.drain();
        }
    }

    void close() {
        for (Pooled one : List.copyOf(all)) one.connection.close();
    }

    UpstreamConnection.Owner newOwner() {
        return new Pooled(++made);
    }

    /** A connection of this pool. */
    private final class Pooled implements UpstreamConnection.Owner {
        private UpstreamConnection connection = NONE;
        /** It has taken, or could have taken, a request; until then it counts as connecting. */
        private boolean ready;
        private int served;
        private boolean listed;
        private boolean closed;
        private long usedAt;
        private final long number;

        Pooled(long number) {
            this.number = number;
        }

        @Override
        public void capacityChanged(UpstreamConnection changed) {
            if (closed || !connection.equals(changed)) return;
            if (!ready) {
                if (connection.capacity() == 0) return;
                ready = true;
                connecting--;
            }
            offer(this);
        }

        @Override
        public void closed(UpstreamConnection gone) {
            if (closed) return;
            closed = true;
            if (listed) available.remove(this);
            all.remove(this);
            if (!ready) {
                cluster.meters().disconnected();
                connectFailed("the connection ended before the endpoint took a request on it (does the port speak HTTP/2?)");
                return;
            }
            cluster.use().connections.decrementAndGet();
            cluster.meters().disconnected();
            connectIfNeeded();
            if (removed && isUnused()) cluster.forget(PooledEndpoint.this);
        }
    }

    /** Stands in until the protocol has been started. */
    private static final UpstreamConnection NONE = new UpstreamConnection() {
        @Override
        public int capacity() {
            return 0;
        }

        @Override
        public boolean isLeaving() { return false; }

        @Override
        public dev.sluice.dataplane.http.UpstreamStream open(dev.sluice.dataplane.http.UpstreamEvents events) {
            throw new IllegalStateException("not connected yet");
        }

        @Override
        public void close() {}

        @Override
        public void drain() {}
    };
}
