package dev.sluice.resources.check;

import dev.sluice.resources.Gateway;
import dev.sluice.resources.Sidecar;
import dev.sluice.resources.Sidecar.CaptureMode;
import dev.sluice.resources.Sidecar.Egress;
import dev.sluice.resources.Sidecar.Ingress;
import dev.sluice.resources.Sidecar.OutboundTrafficPolicy;
import dev.sluice.resources.Sidecar.Port;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Sidecar. */
final class SidecarChecks {
    private static final Set<String> LOCAL = Set.of("", "127.0.0.1", "0.0.0.0", "::1", "::");

    private SidecarChecks() {}

    static void check(Findings findings, Sidecar sidecar) {
        Sidecar.Spec spec = sidecar.spec();
        LabelChecks.selector(findings, "spec.workloadSelector", spec.workloadSelector());
        if (spec.ingress().isEmpty() && spec.egress().isEmpty() && spec.outboundTrafficPolicy() == null
                && spec.inboundConnectionPool() == null) {
            findings.add(CheckCode.SIDECAR_EMPTY, "spec", "the Sidecar says nothing",
                    "write ingress, egress, outboundTrafficPolicy or inboundConnectionPool");
        }
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < spec.ingress().size(); i++) {
            Ingress ingress = spec.ingress().get(i);
            String field = "spec.ingress[" + i + "]";
            if (ingress.port() != null) ingress(findings, field, ingress, ingress.port(), ports);
        }
        ConnectionPoolChecks.check(findings, "spec.inboundConnectionPool", spec.inboundConnectionPool());
        egress(findings, sidecar.metadata().namespace(), spec.egress());
        if (spec.outboundTrafficPolicy() != null) outbound(findings, spec.outboundTrafficPolicy());
    }

    private static void ingress(Findings findings, String field, Ingress ingress, Port port, Set<Integer> ports) {
        targetPort(findings, field, port);
        if (!port.name().isEmpty()) PortChecks.name(findings, field + ".port.name", port.name());
        PortChecks.optionalProtocol(findings, field + ".port.protocol", port.protocol());
        PortChecks.number(findings, field + ".port.number", port.number());
        address(findings, field + ".bind", ingress.bind());
        if (!ports.add(port.number()))
            findings.add(CheckCode.SIDECAR_DUPLICATE, field + ".port.number", "two listeners have port " + port.number());
        if (!ingress.defaultEndpoint().isEmpty()) endpoint(findings, field + ".defaultEndpoint", ingress.defaultEndpoint());
        if (ingress.tls() != null) tls(findings, field + ".tls", ingress.tls(), port);
        ConnectionPoolChecks.check(findings, field + ".connectionPool", ingress.connectionPool());
        if (ingress.connectionPool() != null && ingress.connectionPool().http() != null && !Protocols.isHttp(port.protocol())) {
            findings.add(CheckCode.SIDECAR_HTTP_POOL, field + ".connectionPool.http",
                    "the port's protocol is not HTTP, so that only the tcp settings count", "write protocol: HTTP");
        }
    }

    private static void targetPort(Findings findings, String field, Port port) {
        if (port.targetPort() != null && port.targetPort() > 0) {
            findings.add(CheckCode.GATEWAY_TARGET_PORT, field + ".port.targetPort", "targetPort has no meaning on a Sidecar",
                    "remove it; see defaultEndpoint");
        }
    }

    private static void address(Findings findings, String field, String bind) {
        if (!bind.isEmpty() && !Addresses.isIp(bind)) findings.add(CheckCode.BAD_ADDRESS, field, "'" + bind + "' is not an IP address");
    }

    private static void endpoint(Findings findings, String field, String endpoint) {
        if (endpoint.startsWith(Addresses.UNIX)) {
            String fault = Addresses.unixFault(endpoint.substring(Addresses.UNIX.length()));
            if (!fault.isEmpty()) findings.add(CheckCode.BAD_UNIX_ADDRESS, field, fault);
            return;
        }
        int colon = endpoint.lastIndexOf(':');
        String host = colon < 0 ? endpoint : endpoint.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) host = host.substring(1, host.length() - 1);
        String port = endpoint.substring(colon + 1);
        boolean number = !port.isEmpty() && port.length() <= 5 && port.chars().allMatch(c -> c >= '0' && c <= '9');
        if (colon < 0 || !LOCAL.contains(host) || !number || !Addresses.isPort(Integer.parseInt(port))) {
            findings.add(CheckCode.BAD_DEFAULT_ENDPOINT, field, "'" + endpoint + "' is not an endpoint of the workload itself",
                    "127.0.0.1:PORT, [::1]:PORT, 0.0.0.0:PORT, [::]:PORT or unix:///PATH");
        }
    }

    private static void tls(Findings findings, String field, Gateway.ServerTls tls, Port port) {
        unsupported(findings, field + ".subjectAltNames", !tls.subjectAltNames().isEmpty());
        unsupported(findings, field + ".httpsRedirect", tls.httpsRedirect());
        unsupported(findings, field + ".credentialName", !tls.credentialName().isEmpty());
        unsupported(findings, field + ".credentialNames", !tls.credentialNames().isEmpty());
        unsupported(findings, field + ".tlsCertificates", !tls.tlsCertificates().isEmpty());
        unsupported(findings, field + ".mode", tls.mode() == Gateway.Mode.ISTIO_MUTUAL || tls.mode() == Gateway.Mode.AUTO_PASSTHROUGH);
        if (!Protocols.isTls(port.protocol())) {
            findings.add(CheckCode.TLS_ON_PLAIN, field,
                    "a listener of protocol " + (port.protocol().isEmpty() ? "that is found out" : port.protocol())
                            + " cannot have a tls block",
                    "write protocol: HTTPS or TLS");
        }
        ServerTlsChecks.check(findings, field, tls);
    }

    private static void unsupported(Findings findings, String field, boolean set) {
        if (set)
            findings.add(CheckCode.SIDECAR_TLS, field, "not possible in the tls block of a Sidecar",
                    "use certificate files, mode SIMPLE or MUTUAL");
    }

    private static void egress(Findings findings, String namespace, List<Egress> listeners) {
        Set<Integer> ports = new HashSet<>();
        Set<String> sockets = new HashSet<>();
        for (int i = 0; i < listeners.size(); i++) {
            Egress egress = listeners.get(i);
            String field = "spec.egress[" + i + "]";
            Port port = egress.port();
            if (port == null) {
                if (i < listeners.size() - 1) {
                    findings.add(CheckCode.SIDECAR_CATCH_ALL, field + ".port", "only the last egress listener may leave out its port",
                            "move it to the end");
                }
            } else {
                targetPort(findings, field, port);
                listener(findings, field, egress, port);
                boolean first = port.number() == 0 ? sockets.add(egress.bind()) : ports.add(port.number());
                if (!first)
                    findings.add(CheckCode.SIDECAR_DUPLICATE, field,
                            "two listeners have " + (port.number() == 0 ? "the socket " + egress.bind() : "port " + port.number()));
            }
            EgressHosts.check(findings, field + ".hosts", namespace, egress.hosts());
        }
    }

    private static void listener(Findings findings, String field, Egress egress, Port port) {
        if (!port.name().isEmpty()) PortChecks.name(findings, field + ".port.name", port.name());
        PortChecks.optionalProtocol(findings, field + ".port.protocol", port.protocol());
        if (port.number() != 0) {
            PortChecks.number(findings, field + ".port.number", port.number());
            address(findings, field + ".bind", egress.bind());
            return;
        }
        String fault = egress.bind().startsWith(Addresses.UNIX)
                ? Addresses.unixFault(egress.bind().substring(Addresses.UNIX.length()))
                : "port 0 needs a UNIX socket to bind";
        if (!fault.isEmpty()) findings.add(CheckCode.BAD_UNIX_ADDRESS, field + ".bind", fault, "unix:///PATH, or a port number");
        if (egress.captureMode() == CaptureMode.IPTABLES) {
            findings.add(CheckCode.SIDECAR_CAPTURE, field + ".captureMode", "traffic to a UNIX socket cannot be captured by iptables",
                    "DEFAULT or NONE");
        }
    }

    private static void outbound(Findings findings, OutboundTrafficPolicy policy) {
        if (policy.egressProxy() == null) return;
        if (policy.mode() != Sidecar.Mode.ALLOW_ANY) {
            findings.add(CheckCode.SIDECAR_EGRESS_PROXY, "spec.outboundTrafficPolicy.egressProxy",
                    "an egress proxy takes unknown traffic, which REGISTRY_ONLY (the default here) refuses",
                    "write mode: ALLOW_ANY");
            return;
        }
        String fault = Names.domain(policy.egressProxy().host());
        if (!fault.isEmpty())
            findings.add(CheckCode.BAD_DESTINATION, "spec.outboundTrafficPolicy.egressProxy.host",
                    "'" + policy.egressProxy().host() + "' " + fault);
        if (policy.egressProxy().port() == null) {
            findings.add(CheckCode.SIDECAR_EGRESS_PROXY, "spec.outboundTrafficPolicy.egressProxy.port", "the egress proxy has no port",
                    "port: {number: PORT}");
        } else if (fault.isEmpty()) {
            HttpRouteChecks.destination(findings, "spec.outboundTrafficPolicy.egressProxy", policy.egressProxy());
        }
    }
}
