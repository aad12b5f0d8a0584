package dev.sluice.rules.compile;

import dev.sluice.resources.Kind;
import dev.sluice.resources.ObjectRef;
import dev.sluice.resources.Service;
import dev.sluice.resources.ServiceEntry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The services that a node can see, by host. */
final class ServiceRegistry {
    private static final String EXPORT_TO = "networking.istio.io/exportTo";

    private final String nodeNamespace;
    /** Of each host, at most one service per namespace, the oldest first. */
    private final Map<String, List<RegisteredService>> byHost;

    private ServiceRegistry(String nodeNamespace, Map<String, List<RegisteredService>> byHost) {
        this.nodeNamespace = nodeNamespace;
        this.byHost = byHost;
    }

    static ServiceRegistry of(IndexedResourceSet resources, String nodeNamespace, MeshDefaults mesh) {
        var registry = new ServiceRegistry(nodeNamespace, new HashMap<>());
        for (Service one : resources.all(Service.class)) registry.add(one, mesh);
        for (ServiceEntry one : resources.all(ServiceEntry.class)) registry.add(one, mesh);
        return registry;
    }

    private void add(Service service, MeshDefaults mesh) {
        var meta = service.metadata();
        String exported = meta.annotations().getOrDefault(EXPORT_TO, "");
        var exportTo = exported.isBlank() ? List.<String>of() : List.of(exported.split("\\s*,\\s*"));
        if (!Visibility.of(exportTo, mesh.serviceExportTo(), meta.namespace(), nodeNamespace).isVisible()) return;
        var ports = service.spec().ports().stream().map(port -> new RegisteredService.Port(port.port(), port.name(), Protocols.of(port)))
                .toList();
        add(new RegisteredService(Names.host(meta.name(), meta), meta.namespace(), ports, List.of(service.ref())));
    }

    private void add(ServiceEntry entry, MeshDefaults mesh) {
        var meta = entry.metadata();
        if (!Visibility.of(entry.spec().exportTo(), mesh.serviceExportTo(), meta.namespace(), nodeNamespace).isVisible()) return;
        var ports = entry.spec().ports().stream().map(port -> new RegisteredService.Port(port.number(), port.name(), Protocols.of(port)))
                .toList();
        for (String host : entry.spec().hosts()) {
            add(new RegisteredService(host.toLowerCase(Locale.ROOT), meta.namespace(), ports, List.of(entry.ref())));
        }
    }

    private void add(RegisteredService service) {
        var list = byHost.computeIfAbsent(service.host(), host -> new ArrayList<>(1));
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).namespace().equals(service.namespace())) {
                list.set(i, merged(list.get(i), service));
                return;
            }
        }
        list.add(service);
    }

    private static RegisteredService merged(RegisteredService older, RegisteredService younger) {
        var ports = new ArrayList<>(older.ports());
        for (var port : younger.ports()) if (older.port(port.number()) == null) ports.add(port);
        var from = new ArrayList<ObjectRef>(older.from());
        from.addAll(younger.from());
        return new RegisteredService(older.host(), older.namespace(), ports, from);
    }

    /** What stands behind the cluster of {@code host}: the node's own namespace first, then a Kubernetes Service, then the oldest (RX-92). */
    @Nullable
    RegisteredService serving(String host) {
        var list = byHost.get(host);
        if (list == null) return null;
        for (var one : list) if (one.namespace().equals(nodeNamespace)) return one;
        for (var one : list) if (one.from().getFirst().kind() == Kind.SERVICE) return one;
        return list.getFirst();
    }

    /** What a route of {@code namespace} means by {@code host}: its own namespace first (RX-27). */
    @Nullable
    RegisteredService meantBy(String host, String namespace) {
        var list = byHost.get(host);
        if (list == null) return null;
        for (var one : list) if (one.namespace().equals(namespace)) return one;
        return serving(host);
    }

    Set<String> hosts() {
        return byHost.keySet();
    }

    /** Hosts whose services are not the same in {@code other}. */
    Set<String> differences(ServiceRegistry other) {
        var changed = new HashSet<String>();
        byHost.forEach((host, list) -> {
            if (!list.equals(other.byHost.get(host))) changed.add(host);
        });
        for (String host : other.byHost.keySet()) if (!byHost.containsKey(host)) changed.add(host);
        return changed;
    }
}
