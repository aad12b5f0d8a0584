package dev.sluice.dataplane.telemetry;

import dev.sluice.dataplane.exchange.ExchangeLog;
import dev.sluice.dataplane.exchange.ExchangeRecord;
import dev.sluice.dataplane.exchange.RefusedConnection;
import dev.sluice.dataplane.meters.ClusterMeters;
import dev.sluice.dataplane.meters.ListenerMeters;
import dev.sluice.dataplane.meters.Meters;
import dev.sluice.rules.model.Provenance;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What one node tells about itself: its part of the process's metrics, and its lines in the process's access log. Any thread; never waits.
 *
 * <p>Labels come from configured names only, and there are at most {@link #MAX_SERIES} of a kind: beyond that, what the newest snapshots no longer use
 * makes room, and if that is not enough the rest is counted under {@code other}.
 */
public final class NodeTelemetry implements ExchangeLog, Meters {
    /** Combinations of listener, route and cluster; and likewise clusters, listeners. */
    static final int MAX_SERIES = 4_096;
    static final String OTHER = "other";
    private static final RequestMeters.Key REST = new RequestMeters.Key(OTHER, null, OTHER, OTHER);

    private final String node;
    private final AccessLog accessLog;
    private final int maxSeries;
    private final Map<RequestMeters.Key, RequestMeters> requests = new ConcurrentHashMap<>();
    private final Map<DurationKey, DurationHistogram> durations = new ConcurrentHashMap<>();
    private final Map<String, ListenerMeters> listeners = new ConcurrentHashMap<>();
    private final Map<String, ClusterMeters> clusters = new ConcurrentHashMap<>();
    private final LongAdder cutByDrain = new LongAdder();
    private final AtomicLong revision = new AtomicLong();
    /** The revision in which the series were full. */
    private volatile long fullIn = Long.MIN_VALUE;
    private volatile int listenerProblems;
    private volatile int rejectedObjects;
    private volatile Map<String, Instant> certificates = Map.of();
    private volatile long configConfirmedAtMillis;

    record DurationKey(String listener, String cluster) {}

    NodeTelemetry(String node, AccessLog accessLog, int maxSeries) {
        this.node = node;
        this.accessLog = accessLog;
        this.maxSeries = maxSeries;
    }

    public String node() {
        return node;
    }

    @Override
    public void finished(ExchangeRecord record) {
        Provenance rule = record.rule();
        requests(new RequestMeters.Key(record.listener(), rule == null ? null : rule.object(), record.route(), record.cluster()))
                .ended(record.status(), record.flag(), record.durationNanos());
        accessLog.log(node, record);
    }

    /** As a line without a request, as Envoy prints connections. */
    @Override
    public void refused(RefusedConnection connection) {
        accessLog.log(node,
                new ExchangeRecord(connection.at(), connection.listener(), "", "", null, "", "", connection.flag(), connection.why(), 0, 0,
                        0, 0, revision.get(),
                        0, -1, "", "", "", "", true, connection.sni(), connection.remoteAddress(), "", "", ""));
    }

    /** How many requests have ended so far. Walks all series. */
    public long requests() {
        var sum = new LongAdder();
        for (RequestMeters one : requests.values()) one.forEach((codeClass, flag, count) -> sum.add(count));
        return sum.sum();
    }

    RequestMeters requests(RequestMeters.Key key) {
        long now = revision.get();
        RequestMeters known = requests.get(key);
        // Once no room could be made, none comes before the next snapshot: to look again for each request would cost more than the request.
        if (known == null && fullIn == now) known = requests.get(REST);
        if (known == null) known = fresh(key, now);
        known.usedIn(now);
        return known;
    }

    /** Rare: once for each combination. */
    private synchronized RequestMeters fresh(RequestMeters.Key wanted, long now) {
        boolean room = requests.size() < maxSeries || makeRoom();
        if (!room) fullIn = now;
        var key = room ? wanted : REST;
        return requests.computeIfAbsent(key, any -> new RequestMeters(any,
                durations.computeIfAbsent(new DurationKey(any.listener(), any.cluster()), none -> new DurationHistogram()), now));
    }

    @Override
    public ListenerMeters listener(String name) {
        return bounded(listeners, name, ListenerMeters::new);
    }

    @Override
    public ClusterMeters cluster(String name) {
        return bounded(clusters, name, ClusterMeters::new);
    }

    /** A snapshot became the live one. */
    public void applied(long snapshotRevision, int problems) {
        revision.set(snapshotRevision);
        listenerProblems = problems;
    }

    public void listenerProblems(int problems) {
        listenerProblems = problems;
    }

    /** Objects whose newest version is not in force. */
    public void rejected(int objects) {
        rejectedObjects = objects;
    }

    int rejected() {
        return rejectedObjects;
    }

    /** The configuration was seen to be the source's newest, at {@code epochMillis}. */
    public void configConfirmed(long epochMillis) {
        configConfirmedAtMillis = epochMillis;
    }

    /** When the certificates of the node's Secrets end, by the Secret's name. */
    public void certificates(Map<String, Instant> notAfterBySecret) {
        certificates = Map.copyOf(notAfterBySecret);
    }

    /** Requests that a drain's deadline cut. */
    public void cut(int streams) {
        cutByDrain.add(streams);
    }

    private <T> T bounded(Map<String, T> map, String name, java.util.function.Supplier<T> fresh) {
        @Nullable T known = map.get(name);
        if (known != null) return known;
        return map.computeIfAbsent(map.size() < maxSeries ? name : OTHER, any -> fresh.get());
    }

    /** Forgets what no request of the last two snapshots was counted under. */
    private boolean makeRoom() {
        long oldest = revision.get() - 1;
        requests.values().removeIf(one -> one.generation() < oldest);
        Set<DurationKey> left = new HashSet<>();
        for (RequestMeters.Key key : requests.keySet()) left.add(new DurationKey(key.listener(), key.cluster()));
        durations.keySet().retainAll(left);
        return requests.size() < maxSeries;
    }

    Map<RequestMeters.Key, RequestMeters> requestMeters() {
        return requests;
    }

    Map<DurationKey, DurationHistogram> durationHistograms() {
        return durations;
    }

    Map<String, ListenerMeters> listenerMeters() {
        return listeners;
    }

    Map<String, ClusterMeters> clusterMeters() {
        return clusters;
    }

    long revision() {
        return revision.get();
    }

    int problems() {
        return listenerProblems;
    }

    /** 0 if never. */
    long configConfirmedAtMillis() {
        return configConfirmedAtMillis;
    }

    Map<String, Instant> certificates() {
        return certificates;
    }

    long cutByDrain() {
        return cutByDrain.sum();
    }
}
