package dev.sluice.rules.decide;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import dev.sluice.resources.Bytes;
import dev.sluice.resources.Kind;
import dev.sluice.resources.ObjectRef;
import dev.sluice.rules.match.HostTable;
import dev.sluice.rules.model.Action;
import dev.sluice.rules.model.Provenance;
import dev.sluice.rules.model.Route;
import dev.sluice.rules.model.RouteMatch;
import dev.sluice.rules.model.RouteMatch.HeaderMatch;
import dev.sluice.rules.model.RouteMatch.QueryMatch;
import dev.sluice.rules.model.RoutePolicy;
import dev.sluice.rules.model.TextMatch;
import dev.sluice.rules.snapshot.RouteTable;
import dev.sluice.rules.snapshot.VirtualHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

class DeciderProperties {
    private static final Provenance FROM = new Provenance(new ObjectRef(Kind.VIRTUAL_SERVICE, "default", "a"), "spec");

    @Property(tries = 3000)
    void shouldFindWhatWalkingAllRoutesInOrderFinds(@ForAll("matches") List<RouteMatch> matches, @ForAll("requests") Request request) {
        var routes = new ArrayList<Route>();
        for (RouteMatch match : matches) {
            routes.add(
                    new Route("r" + routes.size(), match, new Action.DirectResponse(200, Bytes.of(new byte[0])), RoutePolicy.NONE, FROM));
        }
        var table = new RouteTable("http.80", HostTable.of(Map.of("*", VirtualHost.of("*", null, routes))), List.of());

        Decision decision = Decider.route(table, request, bound -> 0, Trail.NONE);

        Route naive = routes.stream().filter(route -> Conditions.firstFailed(route, request).isEmpty()).findFirst().orElse(null);
        if (naive == null) assertThat(decision).isInstanceOf(Decision.NoRoute.class);
        else
            assertThat(((Decision.Matched) decision).route()).isSameAs(naive);
    }

    @Property(tries = 300)
    void shouldTellTheTrailEveryRouteUpToTheMatch(@ForAll("matches") List<RouteMatch> matches, @ForAll("requests") Request request) {
        var routes = new ArrayList<Route>();
        for (RouteMatch match : matches) {
            routes.add(
                    new Route("r" + routes.size(), match, new Action.DirectResponse(200, Bytes.of(new byte[0])), RoutePolicy.NONE, FROM));
        }
        var table = new RouteTable("http.80", HostTable.of(Map.of("*", VirtualHost.of("*", null, routes))), List.of());
        var told = new ArrayList<String>();

        Decision decision = Decider.route(table, request, bound -> 0,
                (route, failed) -> told.add(route.name() + (failed.isEmpty() ? "!" : "")));

        int found = decision instanceof Decision.Matched matched ? routes.indexOf(matched.route()) : routes.size() - 1;
        assertThat(told).hasSize(found + 1);
        if (decision instanceof Decision.Matched) assertThat(told.getLast()).endsWith("!");
    }

    @Provide
    Arbitrary<List<RouteMatch>> matches() {
        var texts = Arbitraries.of("/", "/a", "/A", "/ab", "/a/", "/a/b", "/api", "/api/v1", "/b", "");
        var path = Arbitraries.oneOf(Arbitraries.just((TextMatch) new TextMatch.Prefix("/")), texts.map(TextMatch.Exact::new),
                texts.map(TextMatch.Prefix::new),
                texts.map(TextMatch.ExactIgnoreCase::new), texts.map(TextMatch.PrefixIgnoreCase::new),
                Arbitraries.of("/a.*", ".*", "/a?", "/(a|b)", "/ab+c*", "/ap[i]/.*", "\\/a", "(?i)/A")
                        .map(regex -> new TextMatch.Regex(Pattern.compile(regex))));
        var method = Arbitraries.of("GET", "POST").map(text -> (TextMatch) new TextMatch.Exact(text)).injectNull(0.7);
        var headers = Arbitraries.of(List.<HeaderMatch>of(), List.of(new HeaderMatch("x", new TextMatch.Exact("1"), false)),
                List.of(new HeaderMatch("x", new TextMatch.Exact("1"), true)), List.of(new HeaderMatch("x", new TextMatch.Present(), true)),
                List.of(new HeaderMatch("x", new TextMatch.Present(), false)));
        var query = Arbitraries.of(List.<QueryMatch>of(), List.of(new QueryMatch("k", new TextMatch.Exact(""))),
                List.of(new QueryMatch("k", new TextMatch.Prefix("v"))),
                List.of(new QueryMatch("k", new TextMatch.Regex(Pattern.compile("v.")))));
        var scheme = Arbitraries.<TextMatch>of(new TextMatch.Exact("http"), new TextMatch.Exact("https"), new TextMatch.Prefix("http"),
                new TextMatch.Regex(Pattern.compile("https?"))).injectNull(0.7);
        var authority = Arbitraries
                .<TextMatch>of(new TextMatch.Exact("a.test"), new TextMatch.Exact("a.test:8080"), new TextMatch.Prefix("a."),
                        new TextMatch.Regex(Pattern.compile("a[.]test(:[0-9]+)?")), new TextMatch.Exact("A.test"))
                .injectNull(0.7);
        var some = Combinators.combine(path.injectNull(0.1), method, scheme, authority, headers, query).as(RouteMatch::new);
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(9, some), net.jqwik.api.Tuple.of(1, Arbitraries.just(RouteMatch.ALL))).list()
                .ofMaxSize(14);
    }

    @Provide
    Arbitrary<Request> requests() {
        return Combinators.combine(Arbitraries.of("/", "/a", "/A", "/ab", "/aB/c", "/a/b/c", "/api/v1/x", "/API", "/b", "/abbc", "*"),
                Arbitraries.of("GET", "POST", "PUT"),
                Arbitraries.of("http", "https"), Arbitraries.of("a.test", "a.test:8080", "A.test"),
                Arbitraries.of("1", "2", "").injectNull(0.4), Arbitraries.of("k", "k=", "k=v1&k=w", "z=1&k=vx", "kk=1").injectNull(0.3))
                .as(Request::new);
    }

    record Request(String path, String method, String scheme, String authority, @Nullable String x, @Nullable String query)
            implements
                RequestFacts {
        @Override
        public String host() {
            return "a.test";
        }

        @Override
        public @Nullable String header(String name) {
            return name.equals("x") ? x : null;
        }
    }
}
