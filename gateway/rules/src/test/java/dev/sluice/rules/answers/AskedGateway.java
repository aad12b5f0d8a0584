package dev.sluice.rules.answers;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.rules.compile.ResourceSet;
import dev.sluice.rules.decide.Acceptance;
import dev.sluice.rules.decide.ConnectionFacts;
import dev.sluice.rules.decide.Decider;
import dev.sluice.rules.decide.Decision;
import dev.sluice.rules.decide.PathNormalizer;
import dev.sluice.rules.decide.RedirectLocation;
import dev.sluice.rules.decide.RequestFacts;
import dev.sluice.rules.decide.Trail;
import dev.sluice.rules.endpoints.DnsAnswers;
import dev.sluice.rules.endpoints.EndpointAssembler;
import dev.sluice.rules.endpoints.EndpointTable;
import dev.sluice.rules.model.Action;
import dev.sluice.rules.model.HeaderMutation;
import dev.sluice.rules.model.HeaderValue;
import dev.sluice.rules.model.RoutePolicy;
import dev.sluice.rules.snapshot.Listener;
import dev.sluice.rules.snapshot.Listener.PlainServer;
import dev.sluice.rules.snapshot.Snapshot;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a gateway would do with a request, by decisions alone: the policies are done by hand in the order of the data plane. */
final class AskedGateway {
    private static final Map<Integer, String> BACKENDS = Map.of(17001, "v1", 17002, "v2", 17003, "v3");

    private final Snapshot snapshot;
    private final EndpointTable endpoints;

    AskedGateway(Snapshot snapshot, ResourceSet resources) {
        this.snapshot = snapshot;
        this.endpoints = EndpointAssembler.assemble(resources, snapshot.clusters().values(), DnsAnswers.NONE);
    }

    /** @param backends those that may be asked; empty if none is */
    record Answer(boolean refused, int status, Set<String> backends, @Nullable String path, @Nullable String host, Map<String, String> up, Map<String, String> down, @Nullable String body) {
        static final Answer REFUSED = new Answer(true, 0, Set.of(), null, null, Map.of(), Map.of(), null);

        static Answer of(int status, Map<String, String> down, @Nullable String body) {
            return new Answer(false, status, Set.of(), null, null, Map.of(), down, body);
        }
    }

    /** @param draw what every die shows, as a share of its bound in a thousand */
    Answer ask(JsonNode request, int draw) {
        int port = request.get("port").asInt();
        for (Listener listener : snapshot.listeners()) {
            if (listener.port() == port
                    && Decider.accept(listener, new ConnectionFacts(false, null)) instanceof Acceptance.Plain(PlainServer.Http http)) {
                return ask(http, new Asked(request), draw);
            }
        }
        return Answer.REFUSED;
    }

    private Answer ask(PlainServer.Http server, Asked asked, int draw) {
        return switch (Decider.route(server.routes(), asked, bound -> (int) ((long) bound * draw / 1000), Trail.NONE)) {
            case Decision.NoHost none -> Answer.of(404, Map.of(), null);
            case Decision.NoRoute none -> Answer.of(404, Map.of(), null);
            case Decision.Misdirected other -> Answer.of(421, Map.of(), null);
            case Decision.HttpsRequired it ->
                Answer.of(301, Map.of("location", RedirectLocation.https(asked.authority(), asked.path(), asked.query())), null);
            case Decision.Matched it -> matched(it, asked, draw);
        };
    }

    private Answer matched(Decision.Matched it, Asked asked, int draw) {
        RoutePolicy policy = it.route().policy();
        Map<String, String> cors = cors(policy.cors(), asked);
        if (!cors.isEmpty() && asked.isPreflight()) return Answer.of(200, cors, null);
        cors.keySet().removeIf(name -> name.equals("access-control-allow-methods") || name.equals("access-control-max-age"));
        if (it.route().action() instanceof Action.Forward && policy.fault() != null && policy.fault().abortPpm() > 1000L * draw) {
            return Answer.of(policy.fault().abortStatus(), cors, null);
        }
        return switch (it.route().action()) {
            case Action.Refuse refuse -> Answer.of(503, Map.of(), null);
            case Action.Redirect redirect -> {
                var down = new TreeMap<>(cors);
                down.put("location", RedirectLocation.of(redirect, asked.scheme(), asked.authority(), asked.path(), asked.query()));
                apply(policy.responseHeaders(), down, asked);
                yield Answer.of(redirect.status(), down, null);
            }
            case Action.DirectResponse direct -> {
                var down = new TreeMap<>(cors);
                apply(policy.responseHeaders(), down, asked);
                yield Answer.of(direct.status(), down, new String(direct.body().toArray(), StandardCharsets.UTF_8));
            }
            case Action.Forward forward -> forward(forward, it.destination(), cors, asked);
        };
    }

    private Answer forward(Action.Forward forward, Action.@Nullable WeightedCluster to, Map<String, String> cors, Asked asked) {
        if (to == null) throw new IllegalStateException("a forward without a destination");
        var known = endpoints.of(to.cluster());
        if (!snapshot.clusters().containsKey(to.cluster()) || known.isEmpty()) {
            var own = new TreeMap<>(cors);
            apply(to.responseHeaders(), own, asked);
            return Answer.of(503, own, null);
        }
        var backends = new TreeSet<String>();
        for (var endpoint : known) backends.add(BACKENDS.getOrDefault(endpoint.port(), "?"));
        var up = new TreeMap<>(asked.headers);
        apply(to.requestHeaders(), up, asked);
        var down = new TreeMap<String, String>();
        down.put("x-backend", String.join("|", backends));
        down.put("x-upstream-secret", "s3cret");
        down.putAll(cors);
        apply(to.responseHeaders(), down, asked);
        String path = forward.path() == null
                ? asked.query() == null ? asked.path() : asked.path() + "?" + asked.query()
                : forward.path().apply(asked.path(), asked.query());
        return new Answer(false, 200, backends, path, to.authority() == null ? asked.authority() : to.authority(), up, down, null);
    }

    private static Map<String, String> cors(RoutePolicy.@Nullable Cors cors, Asked asked) {
        var down = new TreeMap<String, String>();
        String origin = asked.header("origin");
        if (cors == null || origin == null || cors.origins().stream().noneMatch(one -> one.matches(origin))) return down;
        down.put("access-control-allow-origin", origin);
        if (cors.allowMethods() != null) down.put("access-control-allow-methods", cors.allowMethods());
        if (cors.maxAge() != null) down.put("access-control-max-age", cors.maxAge());
        return down;
    }

    private static void apply(HeaderMutation mutation, Map<String, String> headers, Asked asked) {
        mutation.removes().forEach(headers::remove);
        for (var write : mutation.writes()) {
            String value = write.value().render(asked);
            if (value.isEmpty()) continue;
            String before = headers.get(write.name());
            headers.put(write.name(), write.append() && before != null ? before + "," + value : value);
        }
    }

    private static final class Asked implements RequestFacts, HeaderValue.Variables {
        private final String method;
        private final String authority;
        private final String path;
        private final @Nullable String query;
        private final Map<String, String> headers = new TreeMap<>();

        Asked(JsonNode request) {
            method = request.get("method").asText();
            authority = request.get("host").asText();
            String target = request.get("path").asText();
            int mark = target.indexOf('?');
            String raw = mark < 0 ? target : target.substring(0, mark);
            query = mark < 0 ? null : target.substring(mark + 1);
            path = PathNormalizer.normalize(raw, dev.sluice.rules.model.HttpOptions.DEFAULT) instanceof PathNormalizer.Result.Normal normal
                    ? normal.path()
                    : raw;
            request.get("headers").properties().forEach(one -> headers.put(one.getKey(), one.getValue().asText()));
        }

        boolean isPreflight() {
            return method.equals("OPTIONS") && headers.containsKey("origin") && headers.containsKey("access-control-request-method");
        }

        @Override
        public String method() {
            return method;
        }

        @Override
        public String scheme() {
            return "http";
        }

        @Override
        public String authority() {
            return authority;
        }

        @Override
        public String host() {
            return authority.replaceFirst(":[0-9]+$", "");
        }

        @Override
        public String path() {
            return path;
        }

        @Override
        public @Nullable String query() {
            return query;
        }

        @Override
        public @Nullable String header(String name) {
            return headers.get(name);
        }

        @Override
        public String requestHeader(String name) {
            return headers.getOrDefault(name, "");
        }

        @Override
        public String attribute(String operator) {
            return "-";
        }
    }

    static List<Integer> draws() {
        return List.of(0, 999);
    }
}
