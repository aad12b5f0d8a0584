package dev.sluice.resources.check;

import dev.sluice.resources.WorkloadEntry;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Endpoints: WorkloadEntries, those of ServiceEntries, and templates of WorkloadGroups. */
final class WorkloadEntryChecks {
    private WorkloadEntryChecks() {}

    static void check(Findings findings, WorkloadEntry entry) {
        endpoint(findings, "spec", entry.spec(), null, true);
    }

    /**
     * @param servicePorts names of the ServiceEntry's ports; null where it is not known
     * @param names whether a DNS name may stand in place of an address
     */
    static void endpoint(Findings findings, String field, WorkloadEntry.Spec endpoint, @Nullable Set<String> servicePorts, boolean names) {
        String address = endpoint.address();
        if (address.isEmpty()) {
            if (endpoint.network().isEmpty()) {
                findings.add(CheckCode.NO_ENDPOINT_ADDRESS, field + ".address", "the endpoint has no address",
                        "an IP address" + (names ? ", a DNS name" : "") + " or unix:///PATH");
            } else if (names && servicePorts != null) {
                findings.add(CheckCode.NO_ENDPOINT_ADDRESS, field + ".address", "an endpoint that is resolved needs an address",
                        "an IP address or a DNS name");
            } else {
                findings.add(CheckCode.ENDPOINT_OF_NETWORK, field + ".address",
                        "the endpoint has no address and is reached through a gateway of network '" + endpoint.network() + "'",
                        "add the address if there is no such gateway");
            }
        } else if (!address.startsWith(Addresses.UNIX) && !Addresses.isIp(address) && (!names || !Names.domain(address).isEmpty())) {
            findings.add(CheckCode.BAD_ENDPOINT_ADDRESS, field + ".address",
                    "'" + address + "' is not an IP address" + (names ? " or DNS name" : ""),
                    names ? "" : "write resolution: DNS if names are to be resolved");
        }
        unixSocket(findings, field, endpoint, servicePorts, names);
        new TreeMap<>(endpoint.ports()).forEach((name, port) -> {
            String here = field + ".ports[" + name + "]";
            PortChecks.name(findings, here, name);
            PortChecks.number(findings, here, port);
            if (servicePorts != null && !servicePorts.contains(name)) {
                findings.add(CheckCode.UNKNOWN_SERVICE_PORT, here, "the ServiceEntry has no port named '" + name + "'",
                        "its ports: " + String.join(", ", servicePorts));
            }
        });
        LabelChecks.labels(findings, field + ".labels", endpoint.labels());
    }

    static void unixSocket(Findings findings, String field, WorkloadEntry.Spec endpoint, @Nullable Set<String> servicePorts,
            boolean names) {
        if (!endpoint.address().startsWith(Addresses.UNIX)) return;
        String fault = Addresses.unixFault(endpoint.address().substring(Addresses.UNIX.length()));
        if (!fault.isEmpty()) findings.add(CheckCode.BAD_UNIX_ADDRESS, field + ".address", fault);
        if (!endpoint.ports().isEmpty())
            findings.add(CheckCode.UNIX_WITH_PORT, field + ".ports", "a UNIX socket has no ports", "remove them");
        if (servicePorts != null && names) {
            findings.add(CheckCode.BAD_ENDPOINT_ADDRESS, field + ".address", "a UNIX socket cannot be resolved",
                    "write resolution: STATIC");
        } else if (servicePorts != null && servicePorts.size() != 1) {
            findings.add(CheckCode.UNIX_WITH_PORT, field + ".address",
                    "a UNIX socket serves one port, and the ServiceEntry has " + servicePorts.size(), "make an entry for each port");
        }
    }
}
