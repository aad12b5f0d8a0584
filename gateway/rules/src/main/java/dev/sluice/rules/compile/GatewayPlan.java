package dev.sluice.rules.compile;

import dev.sluice.resources.Gateway;
import dev.sluice.resources.Service;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which servers listen where, after selection and merging (RX-1 to RX-9). */
record GatewayPlan(List<ListenerPlan> listeners, List<Conflict> conflicts, List<Gateway> selected) {
    private static final String NO_TRANSLATION = "experimental.istio.io/disable-gateway-port-translation";

    /**
     * The servers of one address and port.
     *
     * @param http merged plaintext HTTP servers; empty if plaintext is not HTTP or not spoken
     * @param tcp the plaintext server of another protocol; null if there is none
     */
    record ListenerPlan(String bind, int port, List<BoundServer> http, @Nullable BoundServer tcp, List<BoundServer> tls) {}

    /** {@code dropped} cannot live beside {@code kept}; the older wins. */
    record Conflict(BoundServer dropped, BoundServer kept, String reason) {}

    static GatewayPlan of(IndexedResourceSet resources, NodeView view) {
        var builders = new LinkedHashMap<String, Builder>();
        var conflicts = new ArrayList<Conflict>();
        var selected = new ArrayList<Gateway>();
        var translation = portTranslation(resources, view);
        for (Gateway gateway : resources.all(Gateway.class)) {
            if (!view.labels().entrySet().containsAll(gateway.spec().selector().entrySet())) continue;
            selected.add(gateway);
            for (int i = 0; i < gateway.spec().servers().size(); i++) {
                var port = gateway.spec().servers().get(i).port();
                if (port == null) continue;
                var server = BoundServer.of(gateway, i, port, translation.getOrDefault(port.number(), port.number()));
                builders.computeIfAbsent(server.bind() + "|" + server.port(), key -> new Builder()).add(server, conflicts);
            }
        }
        return new GatewayPlan(builders.values().stream().filter(one -> !one.isEmpty()).map(Builder::build).toList(),
                List.copyOf(conflicts), List.copyOf(selected));
    }

    /** Service port to targetPort, of the Services that select the node; the first Service with a port decides (RX-9). */
    private static Map<Integer, Integer> portTranslation(IndexedResourceSet resources, NodeView view) {
        var translation = new HashMap<Integer, Integer>();
        for (Service service : resources.all(Service.class)) {
            var spec = service.spec();
            boolean selectsNode = service.metadata().namespace().equals(view.namespace()) && !spec.selector().isEmpty()
                    && view.labels().entrySet().containsAll(spec.selector().entrySet());
            if (!selectsNode || service.metadata().labels().containsKey(NO_TRANSLATION)) continue;
            for (var port : spec.ports()) {
                String target = port.targetPort() == null ? Integer.toString(port.port()) : port.targetPort();
                // A named port is one of a container, which a node does not have: the number stays.
                if (target.chars().allMatch(c -> c >= '0' && c <= '9') && target.length() <= 5)
                    translation.putIfAbsent(port.port(), Integer.parseInt(target));
            }
        }
        return translation;
    }

    private static final class Builder {
        private final List<BoundServer> http = new ArrayList<>();
        private final List<BoundServer> tls = new ArrayList<>();
        private final Map<String, BoundServer> rawHosts = new HashMap<>();
        private final Map<String, BoundServer> sniHosts = new HashMap<>();
        private @Nullable BoundServer tcp;
        private @Nullable BoundServer any;

        void add(BoundServer server, List<Conflict> conflicts) {
            BoundServer holder = server.tls() == null ? null : claimed(server);
            if (holder != null) {
                conflicts.add(new Conflict(server, holder, "the hosts are taken on this port"));
                return;
            }
            BoundServer plain = !http.isEmpty() ? http.getFirst() : tcp;
            if (plain != null && !(server.isHttp() && plain.isHttp())) {
                conflicts.add(new Conflict(server, plain, server.protocol() + " cannot share the port with " + plain.protocol()));
                return;
            }
            if (server.isHttp()) {
                http.add(server);
            } else if (!server.speaksTls()) {
                tcp = server;
            } else {
                for (String host : server.plainHosts()) sniHosts.put(host, server);
                tls.add(server);
            }
            if (any == null) any = server;
        }

        /**
         * Whoever holds a host that {@code server} asks for. The hosts of a refused server stay claimed as far as nobody held them, as Istio has it
         * (RX-7); and two spellings of one SNI are one, which Istio overlooks.
         */
        private @Nullable BoundServer claimed(BoundServer server) {
            BoundServer holder = null;
            for (String host : server.hosts()) {
                BoundServer before = rawHosts.putIfAbsent(host, server);
                if (before != null && holder == null) holder = before;
            }
            if (holder == null && server.speaksTls()) {
                for (String host : server.plainHosts()) if (holder == null) holder = sniHosts.get(host);
            }
            return holder;
        }

        boolean isEmpty() { return any == null; }

        ListenerPlan build() {
            if (any == null) throw new IllegalStateException("no server");
            return new ListenerPlan(any.bind(), any.port(), List.copyOf(http), tcp, List.copyOf(tls));
        }
    }
}
