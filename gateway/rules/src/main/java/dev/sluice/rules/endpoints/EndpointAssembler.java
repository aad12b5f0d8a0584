package dev.sluice.rules.endpoints;

import dev.sluice.resources.EndpointSlice;
import dev.sluice.resources.ObjectRef;
import dev.sluice.resources.Service;
import dev.sluice.resources.ServiceEntry;
import dev.sluice.resources.ServiceEntry.Resolution;
import dev.sluice.resources.WorkloadEntry;
import dev.sluice.rules.compile.ResourceSet;
import dev.sluice.rules.model.Cluster;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds where clusters lead: ServiceEntry endpoints, WorkloadEntries, EndpointSlices, DNS answers (RX-91, RX-92). Pure. */
public final class EndpointAssembler {
    private static final String SERVICE_NAME = "kubernetes.io/service-name";
    private static final String UNIX = "unix://";

    private final ResourceSet resources;
    private final DnsAnswers dns;
    private final Set<String> names;
    private final Map<String, List<WorkloadEntry>> workloads = new HashMap<>();
    private final Map<String, List<EndpointSlice>> slices = new HashMap<>();

    private EndpointAssembler(ResourceSet resources, DnsAnswers dns, Set<String> names) {
        this.resources = resources;
        this.dns = dns;
        this.names = names;
        for (WorkloadEntry one : resources.all(WorkloadEntry.class))
            workloads.computeIfAbsent(one.metadata().namespace(), key -> new ArrayList<>()).add(one);
        for (EndpointSlice one : resources.all(EndpointSlice.class)) {
            String key = one.metadata().namespace() + "/" + one.metadata().labels().getOrDefault(SERVICE_NAME, "");
            slices.computeIfAbsent(key, at -> new ArrayList<>()).add(one);
        }
    }

    /** The endpoints of each of {@code clusters}, as a compiled snapshot has them. A name that {@code dns} does not answer has no address. */
    public static EndpointTable assemble(ResourceSet resources, Collection<Cluster> clusters, DnsAnswers dns) {
        var assembler = new EndpointAssembler(resources, dns, new TreeSet<>());
        var table = new HashMap<String, List<Endpoint>>();
        for (Cluster cluster : clusters) {
            var endpoints = assembler.endpoints(cluster);
            if (!endpoints.isEmpty()) table.put(cluster.name(), endpoints);
        }
        return new EndpointTable(table);
    }

    /** The names that must be resolved for {@code clusters}, in lower case. */
    public static Set<String> names(ResourceSet resources, Collection<Cluster> clusters) {
        var assembler = new EndpointAssembler(resources, DnsAnswers.NONE, new TreeSet<>());
        for (Cluster cluster : clusters) assembler.endpoints(cluster);
        return assembler.names;
    }

    private List<Endpoint> endpoints(Cluster cluster) {
        var found = new ArrayList<Endpoint>();
        for (ObjectRef ref : cluster.services()) {
            switch (resources.find(ref)) {
                case ServiceEntry entry -> add(cluster, entry, found);
                case Service service -> add(cluster, service, found);
                case null, default -> {
                    // The object went after the snapshot was compiled: it has no endpoints any more.
                }
            }
        }
        return List.copyOf(found);
    }

    private void add(Cluster cluster, ServiceEntry entry, List<Endpoint> found) {
        var spec = entry.spec();
        var port = spec.ports().stream().filter(one -> one.number() == cluster.port()).findFirst().orElse(null);
        if (port == null || spec.resolution() == Resolution.NONE || spec.resolution() == Resolution.DYNAMIC_DNS) return;
        int target = port.targetPort() == 0 ? port.number() : port.targetPort();
        boolean resolve = spec.resolution() == Resolution.DNS || spec.resolution() == Resolution.DNS_ROUND_ROBIN;
        boolean oneAddress = spec.resolution() == Resolution.DNS_ROUND_ROBIN;
        if (spec.workloadSelector() != null) {
            for (WorkloadEntry one : workloads.getOrDefault(entry.metadata().namespace(), List.of())) {
                if (!one.spec().labels().entrySet().containsAll(spec.workloadSelector().labels().entrySet())) continue;
                add(cluster, one.spec(), port.name(), target, true, oneAddress, found);
            }
        } else if (spec.endpoints().isEmpty() && resolve) {
            if (cluster.labels().isEmpty()) addAddresses(cluster.host(), target, 1, Map.of(), "", oneAddress, found);
        } else {
            for (WorkloadEntry.Spec one : spec.endpoints()) add(cluster, one, port.name(), target, resolve, oneAddress, found);
        }
    }

    private void add(Cluster cluster, WorkloadEntry.Spec workload, String portName, int target, boolean resolve, boolean oneAddress,
            List<Endpoint> found) {
        if (!workload.labels().entrySet().containsAll(cluster.labels().entrySet())) return;
        int weight = workload.weight() == null ? 1 : Math.max(1, workload.weight());
        String address = workload.address();
        if (address.startsWith(UNIX)) {
            found.add(new Endpoint(address.substring(UNIX.length()), 0, weight, workload.labels(), workload.locality()));
            return;
        }
        int port = workload.ports().getOrDefault(portName, target);
        if (isLiteral(address)) found.add(new Endpoint(address, port, weight, workload.labels(), workload.locality()));
        else if (resolve && !address.isEmpty())
            addAddresses(address, port, weight, workload.labels(), workload.locality(), oneAddress, found);
    }

    private void addAddresses(String host, int port, int weight, Map<String, String> labels, String locality, boolean oneAddress,
            List<Endpoint> found) {
        String name = host.toLowerCase(java.util.Locale.ROOT);
        names.add(name);
        var addresses = dns.byName().getOrDefault(name, List.of());
        for (String address : oneAddress && !addresses.isEmpty() ? addresses.subList(0, 1) : addresses) {
            found.add(new Endpoint(address, port, weight, labels, locality));
        }
    }

    private void add(Cluster cluster, Service service, List<Endpoint> found) {
        var port = service.spec().ports().stream().filter(one -> one.port() == cluster.port()).findFirst().orElse(null);
        if (port == null) return;
        String namespace = service.metadata().namespace();
        for (EndpointSlice slice : slices.getOrDefault(namespace + "/" + service.metadata().name(), List.of())) {
            Integer target = targetPort(slice, port.name());
            if (target == null) continue;
            for (EndpointSlice.Endpoint one : slice.endpoints()) {
                if (!isReady(one) || !one.deprecatedTopology().entrySet().containsAll(cluster.labels().entrySet())) continue;
                for (String address : one.addresses())
                    found.add(new Endpoint(address, target, 1, one.deprecatedTopology(), one.zone().isEmpty() ? "" : "/" + one.zone()));
            }
        }
        if (service.spec().selector().isEmpty()) return;
        int target = port.targetPort() != null && port.targetPort().chars().allMatch(c -> c >= '0' && c <= '9')
                && port.targetPort().length() <= 5
                        ? Integer.parseInt(port.targetPort())
                        : port.port();
        for (WorkloadEntry one : workloads.getOrDefault(namespace, List.of())) {
            if (one.spec().labels().entrySet().containsAll(service.spec().selector().entrySet()))
                add(cluster, one.spec(), port.name(), target, true, false, found);
        }
    }

    private static @Nullable Integer targetPort(EndpointSlice slice, String name) {
        for (EndpointSlice.Port port : slice.ports()) if (port.name().equals(name)) return port.port();
        return null;
    }

    private static boolean isReady(EndpointSlice.Endpoint endpoint) {
        return endpoint.conditions() == null || endpoint.conditions().ready() == null || endpoint.conditions().ready();
    }

    private static boolean isLiteral(String address) {
        return address.indexOf(':') >= 0 || !address.isEmpty() && address.chars().allMatch(c -> c == '.' || c >= '0' && c <= '9');
    }
}
