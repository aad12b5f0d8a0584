package dev.sluice.rules.decide;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.resources.Bytes;
import dev.sluice.resources.Kind;
import dev.sluice.resources.ObjectRef;
import dev.sluice.rules.match.HostTable;
import dev.sluice.rules.match.Tally;
import dev.sluice.rules.model.Action;
import dev.sluice.rules.model.Provenance;
import dev.sluice.rules.model.Route;
import dev.sluice.rules.model.RouteMatch;
import dev.sluice.rules.model.RoutePolicy;
import dev.sluice.rules.model.TextMatch;
import dev.sluice.rules.snapshot.RouteTable;
import dev.sluice.rules.snapshot.VirtualHost;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a decision compares, as the index itself counts it: the number of routes must not matter. */
class DecisionCostTest {
    private static final int PATHS = 10;
    private static final Provenance FROM = new Provenance(new ObjectRef(Kind.VIRTUAL_SERVICE, "default", "a"), "spec");

    @Test
    void shouldCompareAsLittleAmongAHundredThousandRoutesAsAmongTen() {
        double ten = perDecision(1);
        double thousand = perDecision(100);
        double hundredThousand = perDecision(10_000);

        assertThat(thousand).isCloseTo(ten, Percentage.withPercentage(10));
        assertThat(hundredThousand).isCloseTo(ten, Percentage.withPercentage(10));
    }

    @ParameterizedTest(name = "among {0} paths of one host")
    @CsvSource({"10", "1000", "100000"})
    void shouldLookAtOneRouteAlone(int paths) {
        var routes = new ArrayList<Route>();
        for (int i = 0; i < paths; i++) routes.add(route(new TextMatch.Prefix("/service/" + i + "/"), i));
        var table = table(Map.of("*", VirtualHost.of("*", null, routes)));

        for (int i = 0; i < paths; i += paths / 10) {
            Tally tally = decide(table, "a.test", "/service/" + i + "/x");
            assertThat(tally.items()).isEqualTo(1);
            assertThat(tally.texts()).isLessThanOrEqualTo(3 + Integer.toString(paths).length());
        }
    }

    private static double perDecision(int hosts) {
        var byName = new HashMap<String, VirtualHost>();
        for (int host = 0; host < hosts; host++) {
            var routes = new ArrayList<Route>();
            for (int path = 0; path < PATHS; path++)
                routes.add(route(path % 2 == 0 ? new TextMatch.Prefix(path(path)) : new TextMatch.Exact(path(path)), path));
            byName.put(name(host), VirtualHost.of(name(host), null, routes));
        }
        var table = table(byName);
        long compared = 0;
        for (int host = 0; host < hosts; host++) {
            for (int path = 0; path < PATHS; path++) {
                Tally tally = decide(table, name(host), path(path));
                assertThat(tally.items()).isEqualTo(1);
                compared += tally.items() + tally.texts();
            }
        }
        return (double) compared / (hosts * PATHS);
    }

    private static Tally decide(RouteTable table, String host, String path) {
        var tally = new Tally();
        Decision decision = Decider.route(table, new Asked(host, path), bound -> 0, new Trail() {
            @Override
            public void tried(Route route, String failedCondition) {}

            @Override
            public boolean listens() {
                return false;
            }

            @Override
            public Tally tally() {
                return tally;
            }
        });
        assertThat(decision).isInstanceOf(Decision.Matched.class);
        return tally;
    }

    private static RouteTable table(Map<String, VirtualHost> hosts) {
        return new RouteTable("http.80", HostTable.of(hosts), List.of());
    }

    private static String name(int host) {
        return "shop-" + host + ".example.com";
    }

    private static String path(int path) {
        return "/api/v1/orders-" + path;
    }

    private static Route route(TextMatch path, int number) {
        return new Route("r" + number, new RouteMatch(path, null, null, null, List.of(), List.of()),
                new Action.DirectResponse(200, Bytes.of(new byte[0])), RoutePolicy.NONE, FROM);
    }

    private record Asked(String host, String path) implements RequestFacts {
        @Override
        public String method() {
            return "GET";
        }

        @Override
        public String scheme() {
            return "http";
        }

        @Override
        public String authority() {
            return host;
        }

        @Override
        public @org.jspecify.annotations.Nullable String query() {
            return null;
        }

        @Override
        public @org.jspecify.annotations.Nullable String header(String name) {
            return null;
        }
    }
}
