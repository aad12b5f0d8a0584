package dev.sluice.resources.check;

import dev.sluice.resources.VirtualService;
import dev.sluice.resources.VirtualService.HttpMatch;
import dev.sluice.resources.VirtualService.HttpRoute;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** VirtualService as a whole: hosts, gateways, which route lists there are. */
final class VirtualServiceChecks {
    private static final String MESH = "mesh";

    private VirtualServiceChecks() {}

    static void check(Findings findings, VirtualService service) {
        VirtualService.Spec spec = service.spec();
        if (spec.hosts().isEmpty()) delegate(findings, spec);
        gatewayNames(findings, "spec.gateways", spec.gateways());
        boolean gatewayOnly = !spec.gateways().isEmpty() && !spec.gateways().contains(MESH);
        if (!gatewayOnly) claims(findings, spec);
        hosts(findings, spec, gatewayOnly);
        if (spec.http().isEmpty() && spec.tls().isEmpty() && spec.tcp().isEmpty()) {
            findings.add(CheckCode.NO_ROUTES, "spec", "the VirtualService has no routes", "add http, tls or tcp routes");
        }
        for (int i = 0; i < spec.http().size(); i++)
            HttpRouteChecks.check(findings, "spec.http[" + i + "]", spec.http().get(i), spec.hosts().isEmpty());
        L4RouteChecks.check(findings, spec, gatewayOnly);
        Exports.check(findings, "spec.exportTo", service.metadata().namespace(), spec.exportTo());
        RouteOverlap.check(findings, spec);
    }

    private static void delegate(Findings findings, VirtualService.Spec spec) {
        String help = "a VirtualService without hosts is a delegate: another one names it and brings hosts and gateways; add hosts if it is none";
        if (!spec.gateways().isEmpty()) findings.add(CheckCode.BAD_DELEGATE, "spec.gateways", "a delegate cannot name gateways", help);
        if (!spec.tls().isEmpty()) findings.add(CheckCode.BAD_DELEGATE, "spec.tls", "a delegate cannot have tls routes", help);
        if (!spec.tcp().isEmpty()) findings.add(CheckCode.BAD_DELEGATE, "spec.tcp", "a delegate cannot have tcp routes", help);
    }

    /** Istio's loop ends at the first name without a slash, so that a bad name after it passes there: that is a warning. */
    static void gatewayNames(Findings findings, String field, List<String> names) {
        boolean istioLooks = true;
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            String fault = gatewayName(name);
            String here = field + "[" + i + "]";
            if (!fault.isEmpty()) {
                findings.add(istioLooks ? CheckCode.BAD_GATEWAY_REFERENCE : CheckCode.BAD_LATER_GATEWAY_REFERENCE, here, fault,
                        "NAME, NAMESPACE/NAME or mesh");
            } else if (name.indexOf('/') < 0 && name.indexOf('.') >= 0) {
                String[] parts = name.split("\\.", -1);
                findings.add(CheckCode.OLD_GATEWAY_REFERENCE, here, "'" + name + "' is the old form of a Gateway's name",
                        "write " + parts[1] + "/" + parts[0]);
            }
            if (name.indexOf('/') < 0) istioLooks = false;
        }
    }

    private static String gatewayName(String name) {
        int slash = name.indexOf('/');
        if (slash < 0) {
            String fault = Names.domain(name);
            return fault.isEmpty() ? "" : "'" + name + "' " + fault;
        }
        String namespace = name.substring(0, slash);
        String gateway = name.substring(slash + 1);
        if (!Names.isLabel(namespace)) return "'" + namespace + "' is not a namespace";
        return Names.isLabel(gateway) ? "" : "'" + gateway + "' is not the name of a Gateway";
    }

    private static void claims(Findings findings, VirtualService.Spec spec) {
        for (int i = 0; i < spec.http().size(); i++) {
            HttpRoute route = spec.http().get(i);
            for (int j = 0; j < route.match().size(); j++) {
                HttpMatch match = route.match().get(j);
                String field = "spec.http[" + i + "].match[" + j + "]";
                claims(findings, field + ".headers", match.headers().keySet());
                claims(findings, field + ".withoutHeaders", match.withoutHeaders().keySet());
            }
        }
    }

    private static void claims(Findings findings, String field, Set<String> names) {
        for (String name : new TreeSet<>(names)) {
            if (!HeaderChecks.isClaim(name)) continue;
            findings.add(CheckCode.CLAIM_ON_MESH, field + "[" + name + "]", "routing by claims of a token is possible on gateways only",
                    "name the Gateway in spec.gateways, and not mesh");
        }
    }

    private static void hosts(Findings findings, VirtualService.Spec spec, boolean gatewayOnly) {
        boolean sni = spec.tls().stream().anyMatch(route -> route.match().stream().anyMatch(match -> !match.sniHosts().isEmpty()));
        boolean sound = true;
        for (int i = 0; i < spec.hosts().size(); i++) {
            String host = spec.hosts().get(i);
            String field = "spec.hosts[" + i + "]";
            String fault = gatewayOnly && sni && L4RouteChecks.isAutomaticName(host) ? "" : Names.wildcardDomain(host);
            if (!fault.isEmpty() && !Addresses.isIp(host)) {
                findings.add(CheckCode.BAD_HOST, field, "'" + host + "' " + fault);
                sound = false;
            } else if (host.equals("*") && !gatewayOnly) {
                findings.add(CheckCode.MESH_WILDCARD, field, "host '*' is not possible where the routes apply to the mesh",
                        spec.gateways().isEmpty()
                                ? "name the Gateway in spec.gateways; without it the routes are for sidecars"
                                : "remove mesh from spec.gateways, or name hosts");
                sound = false;
            }
        }
        if (sound) overlaps(findings, spec.hosts());
    }

    private static void overlaps(Findings findings, List<String> hosts) {
        for (int i = 0; i < hosts.size(); i++) {
            for (int j = i + 1; j < hosts.size(); j++) {
                if (!Hosts.overlap(hosts.get(i), hosts.get(j))) continue;
                if (hosts.get(i).equals(hosts.get(j))) {
                    findings.add(CheckCode.OVERLAPPING_HOSTS, "spec.hosts[" + j + "]", "'" + hosts.get(j) + "' stands there twice",
                            "remove one of the two");
                    continue;
                }
                findings.add(CheckCode.OVERLAPPING_HOSTS, "spec.hosts[" + j + "]",
                        "'" + hosts.get(j) + "' and '" + hosts.get(i) + "' overlap",
                        "keep the wider one, or make two VirtualServices");
            }
        }
    }
}
