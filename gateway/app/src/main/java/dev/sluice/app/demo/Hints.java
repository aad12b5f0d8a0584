package dev.sluice.app.demo;

import dev.sluice.admin.store.StoreView;
import dev.sluice.dataplane.ListenerStatus;
import dev.sluice.resources.Gateway;
import dev.sluice.resources.Kind;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The curls to try with a demo. */
public final class Hints {
    private Hints() {}

    /**
     * @param listeners of the ingress node
     * @param address where they are reached
     * @param authority file of the local authority's certificate
     */
    public static List<String> of(StoreView view, List<ListenerStatus> listeners, String address, Path authority) {
        Map<String, Integer> boundPorts = listeners.stream().filter(ListenerStatus::bound)
                .collect(Collectors.toMap(ListenerStatus::listener, ListenerStatus::boundPort, (first, second) -> first));
        var hints = new ArrayList<String>();
        Demo.labelled(view, Kind.GATEWAY, Gateway.class).forEach(gateway -> {
            for (Gateway.Server server : gateway.typed().spec().servers()) {
                if (server.port() == null) continue;
                Integer port = boundPorts.get(String.valueOf(server.port().number()));
                if (port == null) continue;
                for (String host : server.hosts()) {
                    if (host.indexOf('*') < 0) hints.add(curl(server, host.substring(host.indexOf('/') + 1), address, port, authority));
                }
            }
        });
        return List.copyOf(hints);
    }

    private static String curl(Gateway.Server server, String host, String address, int port, Path authority) {
        boolean https = server.port() != null && server.port().protocol().equals("HTTPS");
        if (!https) return "curl -H 'Host: " + host + "' http://" + address + ":" + port + "/";
        return "curl --cacert " + authority + " --resolve " + host + ":" + port + ":" + address + " https://" + host + ":" + port + "/";
    }
}
