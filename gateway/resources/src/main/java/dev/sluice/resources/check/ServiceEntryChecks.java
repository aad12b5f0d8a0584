package dev.sluice.resources.check;

import dev.sluice.resources.Metadata;
import dev.sluice.resources.ServiceEntry;
import dev.sluice.resources.ServiceEntry.Location;
import dev.sluice.resources.ServiceEntry.Port;
import dev.sluice.resources.ServiceEntry.Resolution;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** ServiceEntry. */
final class ServiceEntryChecks {
    private static final Set<String> DYNAMIC = Set.of("http", "http2", "grpc", "tls");

    private ServiceEntryChecks() {}

    static void check(Findings findings, ServiceEntry entry) {
        ServiceEntry.Spec spec = entry.spec();
        LabelChecks.selector(findings, "spec.workloadSelector", spec.workloadSelector());
        if (spec.workloadSelector() != null && !spec.endpoints().isEmpty()) {
            findings.add(CheckCode.SELECTOR_AND_ENDPOINTS, "spec.endpoints", "workloadSelector and endpoints exclude each other",
                    "keep one of them");
        }
        hosts(findings, spec);
        addresses(findings, spec);
        ports(findings, spec);
        switch (spec.resolution()) {
            case NONE -> none(findings, spec);
            case STATIC -> endpoints(findings, spec, false);
            case DNS, DNS_ROUND_ROBIN -> dns(findings, spec);
            case DYNAMIC_DNS -> dynamic(findings, entry.metadata(), spec);
        }
        severalHosts(findings, spec);
        Exports.check(findings, "spec.exportTo", entry.metadata().namespace(), spec.exportTo(), true);
    }

    private static void hosts(Findings findings, ServiceEntry.Spec spec) {
        for (int i = 0; i < spec.hosts().size(); i++) {
            String host = spec.hosts().get(i);
            String field = "spec.hosts[" + i + "]";
            String fault = host.equals("*") ? "would take every host" : Names.wildcardDomain(host);
            if (!fault.isEmpty()) {
                findings.add(CheckCode.BAD_HOST, field, "'" + host + "' " + fault,
                        host.equals("*") ? "name the hosts, such as *.example.com" : "");
            } else if (Names.isPartialWildcard(host) && spec.resolution() != Resolution.DYNAMIC_DNS) {
                findings.add(CheckCode.PARTIAL_WILDCARD_ENTRY, field,
                        "'" + host + "' has a wildcard that is only part of a label; it matches nothing", "write *.example.com");
            }
        }
    }

    private static void addresses(Findings findings, ServiceEntry.Spec spec) {
        boolean cidrAllowed = spec.resolution() == Resolution.NONE || spec.resolution() == Resolution.STATIC;
        for (int i = 0; i < spec.addresses().size(); i++) {
            String address = spec.addresses().get(i);
            String field = "spec.addresses[" + i + "]";
            if (!Addresses.isIpOrCidr(address)) {
                findings.add(CheckCode.BAD_ADDRESS, field, "'" + address + "' is neither an IP address nor a CIDR block");
            } else if (address.contains("/") && !cidrAllowed) {
                findings.add(CheckCode.CIDR_WITH_DNS, field,
                        "a CIDR block is possible with resolution NONE or STATIC only, here it is " + spec.resolution(),
                        "write single addresses");
            }
        }
    }

    private static void ports(Findings findings, ServiceEntry.Spec spec) {
        Set<String> names = new HashSet<>();
        Set<Integer> numbers = new HashSet<>();
        boolean allocated = spec.resolution() != Resolution.NONE && spec.hosts().stream().noneMatch(host -> host.startsWith("*"));
        for (int i = 0; i < spec.ports().size(); i++) {
            Port port = spec.ports().get(i);
            String field = "spec.ports[" + i + "]";
            if (!names.add(port.name()))
                findings.add(CheckCode.DUPLICATE_PORT, field + ".name", "there are two ports named '" + port.name() + "'");
            if (!numbers.add(port.number()))
                findings.add(CheckCode.DUPLICATE_PORT, field + ".number", "there are two ports " + port.number());
            if (port.targetPort() != 0) PortChecks.number(findings, field + ".targetPort", port.targetPort());
            if (spec.addresses().isEmpty() && !allocated && (port.protocol().isEmpty() || port.protocol().equals("TCP"))) {
                findings.add(CheckCode.TCP_WITHOUT_ADDRESS, field, "plain TCP is told apart by address, and this entry has none",
                        "add addresses, or write the protocol if it is another");
            }
            PortChecks.name(findings, field + ".name", port.name());
            PortChecks.optionalProtocol(findings, field + ".protocol", port.protocol());
            PortChecks.number(findings, field + ".number", port.number());
        }
    }

    private static void none(Findings findings, ServiceEntry.Spec spec) {
        if (!spec.endpoints().isEmpty()) {
            findings.add(CheckCode.ENDPOINTS_NOT_ALLOWED, "spec.endpoints", "resolution NONE takes no endpoints",
                    "write resolution: STATIC (addresses) or DNS (names)");
        }
        if (spec.workloadSelector() != null) {
            findings.add(CheckCode.SELECTOR_WITH_NONE, "spec.workloadSelector", "resolution NONE does not look at the selected workloads",
                    "write resolution: STATIC");
        }
    }

    private static void endpoints(Findings findings, ServiceEntry.Spec spec, boolean names) {
        Set<String> ports = new HashSet<>();
        spec.ports().forEach(port -> ports.add(port.name()));
        for (int i = 0; i < spec.endpoints().size(); i++) {
            WorkloadEntryChecks.endpoint(findings, "spec.endpoints[" + i + "]", spec.endpoints().get(i), ports, names);
        }
    }

    private static void dns(Findings findings, ServiceEntry.Spec spec) {
        if (spec.endpoints().isEmpty()) {
            for (int i = 0; i < spec.hosts().size(); i++) {
                String host = spec.hosts().get(i);
                if (Names.wildcardDomain(host).isEmpty() && !Names.domain(host).isEmpty()) {
                    findings.add(CheckCode.WILDCARD_WITH_DNS, "spec.hosts[" + i + "]",
                            "'" + host + "' cannot be resolved: " + spec.resolution() + " without endpoints needs full names",
                            "name endpoints, list the hosts, or write resolution: DYNAMIC_DNS or NONE");
                }
            }
        }
        if (spec.resolution() == Resolution.DNS_ROUND_ROBIN && spec.endpoints().size() > 1) {
            findings.add(CheckCode.ENDPOINTS_NOT_ALLOWED, "spec.endpoints",
                    "DNS_ROUND_ROBIN takes one endpoint at most, here are " + spec.endpoints().size(), "write resolution: DNS");
        }
        endpoints(findings, spec, true);
        if (!spec.addresses().isEmpty() && spec.hosts().size() > 1
                && spec.ports().stream().anyMatch(port -> Protocols.isTcp(port.protocol()))) {
            findings.add(CheckCode.TCP_SEVERAL_HOSTS, "spec.hosts", "several hosts share addresses, and TCP cannot tell them apart",
                    "make an entry for each host");
        }
    }

    private static void dynamic(Findings findings, Metadata metadata, ServiceEntry.Spec spec) {
        for (int i = 0; i < spec.hosts().size(); i++) {
            if (!spec.hosts().get(i).startsWith("*")) {
                findings.add(CheckCode.NOT_A_WILDCARD, "spec.hosts[" + i + "]",
                        "DYNAMIC_DNS takes wildcard hosts only, '" + spec.hosts().get(i) + "' is none",
                        "write resolution: DNS for it, in an entry of its own");
            }
        }
        if (!spec.addresses().isEmpty())
            findings.add(CheckCode.CIDR_WITH_DNS, "spec.addresses", "DYNAMIC_DNS takes no addresses", "remove them");
        if (!spec.endpoints().isEmpty())
            findings.add(CheckCode.ENDPOINTS_NOT_ALLOWED, "spec.endpoints", "DYNAMIC_DNS takes no endpoints: each host is resolved",
                    "remove them");
        for (int i = 0; i < spec.ports().size(); i++) {
            if (!DYNAMIC.contains(Protocols.lower(spec.ports().get(i).protocol()))) {
                findings.add(CheckCode.DYNAMIC_PROTOCOL, "spec.ports[" + i + "].protocol",
                        "DYNAMIC_DNS needs a protocol that names the host", "HTTP, HTTP2, GRPC or TLS");
            }
        }
        String waypoint = metadata.labels().getOrDefault("istio.io/use-waypoint", "");
        if (spec.location() == Location.MESH_INTERNAL && !waypoint.isEmpty() && !waypoint.equalsIgnoreCase("none")) {
            findings.add(CheckCode.DYNAMIC_PROTOCOL, "spec.location", "MESH_INTERNAL with DYNAMIC_DNS is not possible behind a waypoint",
                    "write MESH_EXTERNAL");
        }
    }

    private static void severalHosts(Findings findings, ServiceEntry.Spec spec) {
        if (spec.resolution() == Resolution.NONE || spec.hosts().size() < 2) return;
        List<Port> ports = spec.ports();
        for (int i = 0; i < ports.size(); i++) {
            String protocol = ports.get(i).protocol();
            if (!Protocols.isHttp(protocol) && !Protocols.isTls(protocol)) {
                findings.add(CheckCode.SEVERAL_HOSTS, "spec.ports[" + i + "].protocol",
                        "the entry has " + spec.hosts().size() + " hosts, and "
                                + (protocol.isEmpty() ? "a protocol that is found out" : protocol) + " cannot tell them apart",
                        "make an entry for each host");
                return;
            }
        }
    }
}
