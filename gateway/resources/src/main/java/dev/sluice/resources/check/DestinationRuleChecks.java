package dev.sluice.resources.check;

import dev.sluice.resources.DestinationRule;
import dev.sluice.resources.DestinationRule.PortTrafficPolicy;
import dev.sluice.resources.DestinationRule.Subset;
import dev.sluice.resources.DestinationRule.TrafficPolicy;
import dev.sluice.resources.DestinationRule.Tunnel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** DestinationRule, its subsets and traffic policies. */
final class DestinationRuleChecks {
    private DestinationRuleChecks() {}

    static void check(Findings findings, DestinationRule rule) {
        DestinationRule.Spec spec = rule.spec();
        String namespace = rule.metadata().namespace();
        String fault = Names.wildcardDomain(spec.host());
        if (!fault.isEmpty())
            findings.add(CheckCode.BAD_HOST, "spec.host", "'" + spec.host() + "' " + fault, "the host of a Service or ServiceEntry");
        policy(findings, "spec.trafficPolicy", namespace, spec.trafficPolicy());
        Set<String> names = new HashSet<>();
        for (int i = 0; i < spec.subsets().size(); i++) {
            Subset subset = spec.subsets().get(i);
            String field = "spec.subsets[" + i + "]";
            HttpRouteChecks.subsetName(findings, field + ".name", subset.name());
            if (!names.add(subset.name()))
                findings.add(CheckCode.DUPLICATE_SUBSET, field + ".name", "there are two subsets '" + subset.name() + "'",
                        "rename or merge them");
            LabelChecks.labels(findings, field + ".labels", subset.labels());
            policy(findings, field + ".trafficPolicy", namespace, subset.trafficPolicy());
        }
        Exports.check(findings, "spec.exportTo", namespace, spec.exportTo());
        LabelChecks.selector(findings, "spec.workloadSelector", spec.workloadSelector());
        if (spec.workloadSelector() != null) exportOfSelected(findings, namespace, spec.exportTo());
    }

    private static void exportOfSelected(Findings findings, String namespace, List<String> exportTo) {
        boolean own = exportTo.stream().allMatch(entry -> entry.equals(".") || entry.equals(namespace));
        if (!own) {
            findings.add(CheckCode.BAD_EXPORT, "spec.exportTo", "a DestinationRule with a workloadSelector holds in its own namespace only",
                    "remove exportTo, or write ['.']");
        }
    }

    private static void policy(Findings findings, String field, String namespace, @Nullable TrafficPolicy policy) {
        if (policy == null) return;
        boolean blocks = policy.outlierDetection() != null || policy.connectionPool() != null || policy.loadBalancer() != null
                || policy.tls() != null;
        if (!blocks && policy.portLevelSettings().isEmpty() && policy.tunnel() == null && policy.proxyProtocol() == null
                && policy.retryBudget() == null) {
            findings.add(CheckCode.EMPTY_POLICY, field, "the traffic policy is empty", "say what it is to do, or remove it");
        }
        if (policy.tunnel() != null && policy.proxyProtocol() != null) {
            findings.add(CheckCode.TUNNEL_AND_PROXY_PROTOCOL, field + ".proxyProtocol", "tunnel and proxyProtocol exclude each other",
                    "keep one of them");
        }
        OutlierChecks.check(findings, field + ".outlierDetection", policy.outlierDetection());
        ConnectionPoolChecks.check(findings, field + ".connectionPool", policy.connectionPool());
        LoadBalancerChecks.check(findings, field + ".loadBalancer", policy.loadBalancer(), policy.outlierDetection());
        ClientTlsChecks.check(findings, field + ".tls", namespace, policy.tls());
        for (int i = 0; i < policy.portLevelSettings().size(); i++) {
            port(findings, field + ".portLevelSettings[" + i + "]", namespace, policy.portLevelSettings().get(i));
        }
        if (policy.tunnel() != null) tunnel(findings, field + ".tunnel", policy.tunnel());
    }

    private static void port(Findings findings, String field, String namespace, PortTrafficPolicy policy) {
        if (policy.port() == null)
            findings.add(CheckCode.PORT_POLICY_WITHOUT_PORT, field + ".port", "the policy names no port", "port: {number: PORT}");
        if (policy.outlierDetection() == null && policy.connectionPool() == null && policy.loadBalancer() == null && policy.tls() == null) {
            findings.add(CheckCode.EMPTY_POLICY, field, "the policy of the port is empty", "say what it is to do, or remove it");
        }
        OutlierChecks.check(findings, field + ".outlierDetection", policy.outlierDetection());
        ConnectionPoolChecks.check(findings, field + ".connectionPool", policy.connectionPool());
        LoadBalancerChecks.check(findings, field + ".loadBalancer", policy.loadBalancer(), policy.outlierDetection());
        ClientTlsChecks.check(findings, field + ".tls", namespace, policy.tls());
    }

    private static void tunnel(Findings findings, String field, Tunnel tunnel) {
        if (!Set.of("", "CONNECT", "POST").contains(tunnel.protocol())) {
            findings.add(CheckCode.BAD_TUNNEL, field + ".protocol", "'" + tunnel.protocol() + "' is not the protocol of a tunnel",
                    "CONNECT or POST");
        }
        String fault = Names.domain(tunnel.targetHost());
        if (!fault.isEmpty() && !Addresses.isIp(tunnel.targetHost())) {
            findings.add(CheckCode.BAD_TUNNEL, field + ".targetHost", "'" + tunnel.targetHost() + "' " + fault,
                    "a host name or an IP address");
        }
        PortChecks.number(findings, field + ".targetPort", tunnel.targetPort());
    }
}
