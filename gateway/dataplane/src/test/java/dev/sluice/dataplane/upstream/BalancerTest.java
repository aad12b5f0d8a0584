package dev.sluice.dataplane.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.dataplane.http.UpstreamProtocol;
import dev.sluice.dataplane.meters.Meters;
import dev.sluice.resources.Kind;
import dev.sluice.resources.ObjectRef;
import dev.sluice.rules.decide.Dice;
import dev.sluice.rules.endpoints.Endpoint;
import dev.sluice.rules.endpoints.EndpointTable;
import dev.sluice.rules.model.Cluster;
import dev.sluice.rules.model.Cluster.LoadBalancing;
import dev.sluice.rules.model.Provenance;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class BalancerTest {
    private static final UpstreamProtocol NEVER = (channel, endpoint, maxConcurrentStreams, owner) -> {
        throw new AssertionError("nothing connects here");
    };
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Upstreams upstreams = new Upstreams(channel.eventLoop(), unixDomain -> EmbeddedChannel::new, NEVER, NEVER,
            new ProcessUse(),
            Meters.none());
    private final SplittableRandom random = new SplittableRandom(7);
    private final Dice dice = random::nextInt;

    private static Cluster cluster(LoadBalancing way, int maxRequests) {
        var limits = new Cluster.ConnectionLimits(9, 9, maxRequests, 9, 9);
        return new Cluster("c", "c.test", 80, "", Cluster.UpstreamProtocol.HTTP1, way, Duration.ofSeconds(1), Duration.ofHours(1), limits,
                null,
                List.of(), Map.of(), new Provenance(new ObjectRef(Kind.SERVICE_ENTRY, "default", "c"), "spec"),
                Cluster.Origins.DEFAULTS);
    }

    private static Endpoint endpoint(int number, int weight) {
        return new Endpoint("10.0.0." + number, 80, weight, Map.of(), "");
    }

    private PooledCluster pool(LoadBalancing way, Endpoint... endpoints) {
        return upstreams.cluster(cluster(way, 1000), false, new EndpointTable(Map.of("c", List.of(endpoints))));
    }

    private Map<String, Integer> drawn(PooledCluster pool, int count) {
        var hits = new TreeMap<String, Integer>();
        for (int i = 0; i < count; i++) hits.merge(chosen(pool).name(), 1, Integer::sum);
        return hits;
    }

    private PooledEndpoint chosen(PooledCluster pool) {
        return Objects.requireNonNull(pool.choose(Set.of(), dice));
    }

    @Test
    void shouldTakeTurns() {
        PooledCluster pool = pool(LoadBalancing.ROUND_ROBIN, endpoint(1, 1), endpoint(2, 1), endpoint(3, 1));

        assertThat(drawn(pool, 30)).containsExactlyInAnyOrderEntriesOf(Map.of("10.0.0.1:80", 10, "10.0.0.2:80", 10, "10.0.0.3:80", 10));
    }

    @Test
    void shouldTakeTurnsByWeightWithoutBursts() {
        PooledCluster pool = pool(LoadBalancing.ROUND_ROBIN, endpoint(1, 4), endpoint(2, 1), endpoint(3, 1));
        var order = new ArrayList<String>();
        for (int i = 0; i < 12; i++) order.add(chosen(pool).name());

        assertThat(order).filteredOn("10.0.0.1:80"::equals).hasSize(8);
        assertThat(String.join(" ", order)).doesNotContain("10.0.0.1:80 10.0.0.1:80 10.0.0.1:80 10.0.0.1:80 10.0.0.1:80");
    }

    @Test
    void shouldDrawByWeight() {
        Map<String, Integer> hits = drawn(pool(LoadBalancing.RANDOM, endpoint(1, 3), endpoint(2, 1)), 8000);

        assertThat(hits.get("10.0.0.1:80")).isBetween(5800, 6200);
    }

    @Test
    void shouldPreferTheLessLoadedOfTwo() {
        PooledCluster pool = pool(LoadBalancing.LEAST_REQUEST, endpoint(1, 1), endpoint(2, 1));
        PooledEndpoint busy = chosen(pool);
        for (int i = 0; i < 5; i++) busy.entered();

        // Both draws must fall on the busy one for it to be taken: a quarter.
        assertThat(drawn(pool, 4000).get(busy.name())).isBetween(850, 1150);
    }

    @Test
    void shouldWeighTheLoadOfUnequalEndpoints() {
        PooledCluster pool = pool(LoadBalancing.LEAST_REQUEST, endpoint(1, 2), endpoint(2, 1));
        var under = new TreeMap<String, Integer>();
        for (int i = 0; i < 300; i++) {
            PooledEndpoint one = chosen(pool);
            one.entered();
            under.merge(one.name(), 1, Integer::sum);
        }

        assertThat(under.get("10.0.0.1:80")).isBetween(190, 210);
    }

    @Test
    void shouldAvoidWhatFailedBeforeUnlessThereIsNothingElse() {
        PooledCluster pool = pool(LoadBalancing.RANDOM, endpoint(1, 1000), endpoint(2, 1));
        var avoided = new HashSet<PooledEndpoint>();
        PooledEndpoint first = chosen(pool);
        avoided.add(first);
        for (int i = 0; i < 100; i++) assertThat(pool.choose(avoided, dice)).isNotNull().isNotSameAs(first);

        avoided.add(Objects.requireNonNull(pool.choose(avoided, dice)));

        assertThat(pool.choose(avoided, dice)).isNotNull();
    }

    @Test
    void shouldForgetNeitherLoadNorTurnWhenTheConfigurationChanges() {
        PooledCluster pool = pool(LoadBalancing.ROUND_ROBIN, endpoint(1, 1), endpoint(2, 1));
        PooledEndpoint one = chosen(pool);
        one.entered();
        assertThat(pool.requestStarted()).isTrue();

        PooledCluster after = upstreams.cluster(cluster(LoadBalancing.ROUND_ROBIN, 1), false,
                new EndpointTable(Map.of("c", List.of(endpoint(1, 1), endpoint(2, 1), endpoint(3, 1)))));

        assertThat(after).isSameAs(pool);
        assertThat(after.requestStarted()).as("the limit counts what began before").isFalse();
        var all = new HashSet<PooledEndpoint>();
        for (int i = 0; i < 3; i++) all.add(chosen(after));
        assertThat(all).hasSize(3).contains(one);
        assertThat(one.inFlight()).isEqualTo(1);
        pool.requestEnded();
        assertThat(after.requestStarted()).isTrue();
    }

    @Test
    void shouldChooseNothingWhereThereIsNothing() {
        assertThat(pool(LoadBalancing.LEAST_REQUEST).choose(Set.of(), dice)).isNull();
    }
}
