package dev.sluice.resources.check;

import dev.sluice.resources.VirtualService;
import dev.sluice.resources.VirtualService.RouteDestination;
import dev.sluice.resources.VirtualService.TcpMatch;
import dev.sluice.resources.VirtualService.TcpRoute;
import dev.sluice.resources.VirtualService.TlsMatch;
import dev.sluice.resources.VirtualService.TlsRoute;
import java.util.List;
import java.util.regex.Pattern;

/** TLS and TCP routes. */
final class L4RouteChecks {
    /** What Istio's east-west gateways route by: {@code outbound_.80_.v1_.host}. */
    private static final Pattern AUTOMATIC = Pattern.compile("outbound_\\..*[0-9].*_\\..*_\\..*[a-zA-Z].*");

    private L4RouteChecks() {}

    static boolean isAutomaticName(String name) {
        return AUTOMATIC.matcher(name).matches();
    }

    static void check(Findings findings, VirtualService.Spec spec, boolean gatewayOnly) {
        for (int i = 0; i < spec.tls().size(); i++) tls(findings, "spec.tls[" + i + "]", spec.tls().get(i), spec.hosts(), gatewayOnly);
        for (int i = 0; i < spec.tcp().size(); i++) tcp(findings, "spec.tcp[" + i + "]", spec.tcp().get(i));
    }

    private static void tls(Findings findings, String field, TlsRoute route, List<String> hosts, boolean gatewayOnly) {
        if (route.match().isEmpty())
            findings.add(CheckCode.TLS_WITHOUT_MATCH, field + ".match", "a TLS route needs a match by server name",
                    "match: [{sniHosts: [HOST]}]");
        for (int i = 0; i < route.match().size(); i++) {
            TlsMatch match = route.match().get(i);
            String here = field + ".match[" + i + "]";
            if (match.sniHosts().isEmpty())
                findings.add(CheckCode.TLS_WITHOUT_MATCH, here + ".sniHosts", "the match has no server names", "sniHosts: [HOST]");
            for (int j = 0; j < match.sniHosts().size(); j++)
                sni(findings, here + ".sniHosts[" + j + "]", match.sniHosts().get(j), hosts, gatewayOnly);
            common(findings, here, match.destinationSubnets(), match.port());
            LabelChecks.labels(findings, here + ".sourceLabels", match.sourceLabels());
            VirtualServiceChecks.gatewayNames(findings, here + ".gateways", match.gateways());
        }
        destinations(findings, field + ".route", route.route());
    }

    private static void sni(Findings findings, String field, String name, List<String> hosts, boolean gatewayOnly) {
        String fault = gatewayOnly && isAutomaticName(name) ? "" : Names.wildcardDomain(name);
        if (!fault.isEmpty()) {
            if (Addresses.isIp(name)) {
                findings.add(CheckCode.SNI_ADDRESS, field,
                        "'" + name + "' is an address; clients send no server name for those (RFC 6066 section 3)", "use a name");
            } else {
                findings.add(CheckCode.BAD_HOST, field, "'" + name + "' " + fault);
            }
        } else if (hosts.stream().noneMatch(host -> Hosts.covers(host, name))) {
            findings.add(CheckCode.SNI_NOT_COVERED, field, "'" + name + "' is not covered by spec.hosts (" + String.join(", ", hosts) + ")",
                    "add it to spec.hosts");
        }
    }

    private static void tcp(Findings findings, String field, TcpRoute route) {
        for (int i = 0; i < route.match().size(); i++) {
            TcpMatch match = route.match().get(i);
            String here = field + ".match[" + i + "]";
            common(findings, here, match.destinationSubnets(), match.port());
            LabelChecks.labels(findings, here + ".sourceLabels", match.sourceLabels());
            VirtualServiceChecks.gatewayNames(findings, here + ".gateways", match.gateways());
        }
        destinations(findings, field + ".route", route.route());
    }

    private static void common(Findings findings, String field, List<String> subnets, int port) {
        for (int i = 0; i < subnets.size(); i++) {
            if (!Addresses.isIpOrCidr(subnets.get(i))) {
                findings.add(CheckCode.BAD_ADDRESS, field + ".destinationSubnets[" + i + "]",
                        "'" + subnets.get(i) + "' is neither an IP address nor a CIDR block");
            }
        }
        if (port != 0) PortChecks.number(findings, field + ".port", port);
    }

    private static void destinations(Findings findings, String field, List<RouteDestination> destinations) {
        if (destinations.isEmpty())
            findings.add(CheckCode.NO_ACTION, field, "the route has no destinations",
                    "route: [{destination: {host: HOST, port: {number: PORT}}}]");
        for (int i = 0; i < destinations.size(); i++)
            HttpRouteChecks.destination(findings, field + "[" + i + "].destination", destinations.get(i).destination());
        HttpRouteChecks.weights(findings, field, destinations.stream().map(RouteDestination::weight).toList());
    }
}
