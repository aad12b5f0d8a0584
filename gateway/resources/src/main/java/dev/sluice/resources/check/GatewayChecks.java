package dev.sluice.resources.check;

import dev.sluice.resources.Gateway;
import dev.sluice.resources.Gateway.Mode;
import dev.sluice.resources.Gateway.Port;
import dev.sluice.resources.Gateway.Server;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Gateway and its servers; the TLS block has checks of its own. */
final class GatewayChecks {
    private GatewayChecks() {}

    static void check(Findings findings, Gateway gateway) {
        String name = gateway.metadata().name();
        if (!Names.isLabel(name)) {
            findings.add(CheckCode.BAD_GATEWAY_NAME, "metadata.name", "'" + name + "' is not a DNS label",
                    "use letters, digits and '-' only, no dots, at most 63 characters");
        }
        List<Server> servers = gateway.spec().servers();
        if (servers.isEmpty())
            findings.add(CheckCode.NO_SERVERS, "spec.servers", "the Gateway has no servers and opens nothing",
                    "add a server with a port and hosts");
        Set<String> names = new HashSet<>();
        for (int i = 0; i < servers.size(); i++) {
            Server server = servers.get(i);
            String field = "spec.servers[" + i + "]";
            server(findings, field, server);
            if (server.port() != null && !names.add(server.port().name())) {
                findings.add(CheckCode.DUPLICATE_PORT_NAME, field + ".port.name",
                        "the port name '" + server.port().name() + "' stands in two servers",
                        "give each server's port a name of its own");
            }
        }
    }

    private static void server(Findings findings, String field, Server server) {
        if (server.hosts().isEmpty())
            findings.add(CheckCode.NO_HOSTS, field + ".hosts", "the server has no hosts", "name hosts, or \"*\" for all");
        for (int i = 0; i < server.hosts().size(); i++) host(findings, field + ".hosts[" + i + "]", server.hosts().get(i));
        if (server.port() != null) port(findings, field, server, server.port());
        if (!server.bind().startsWith(Addresses.UNIX) && !server.bind().isEmpty() && !Addresses.isIp(server.bind())) {
            findings.add(CheckCode.BAD_ADDRESS, field + ".bind", "'" + server.bind() + "' is not an IP address",
                    "an IPv4 or IPv6 address, unix:///PATH, or leave it out");
        }
        if (server.tls() != null) ServerTlsChecks.check(findings, field + ".tls", server.tls());
        if (server.port() != null) tlsAgainstProtocol(findings, field, server, server.port().protocol());
    }

    private static void host(Findings findings, String field, String entry) {
        int slash = entry.indexOf('/');
        String host = entry.substring(slash + 1);
        if (slash >= 0) {
            String namespace = entry.substring(0, slash);
            if (!namespace.equals("*") && !namespace.equals(".") && !Names.isLabel(namespace)) {
                findings.add(CheckCode.BAD_HOST_NAMESPACE, field, "'" + namespace + "' is not a namespace",
                        "a namespace, '.' for the Gateway's own or '*' for any");
            }
        }
        hostPart(findings, field, host, true);
    }

    /** The host behind the slash, in Gateways and Sidecars. */
    static void hostPart(Findings findings, String field, String host, boolean ipAllowed) {
        if (ipAllowed && Addresses.isIp(host)) {
            // Istio, too, takes an IPv6 literal for a short name.
            if (host.indexOf('.') < 0)
                findings.add(CheckCode.SHORT_HOST, field, "'" + host + "' has no dot", "Istio refuses IPv6 literals as hosts; use \"*\"");
            return;
        }
        String fault = Names.wildcardDomain(host);
        if (!fault.isEmpty()) {
            findings.add(CheckCode.BAD_HOST, field, "'" + host + "' " + fault);
        } else if (Names.isPartialWildcard(host)) {
            findings.add(CheckCode.PARTIAL_WILDCARD, field, "'" + host + "' has a wildcard that is only part of a label",
                    "write *.example.com, or list the hosts");
        } else if (!host.equals("*") && host.indexOf('.') < 0) {
            findings.add(CheckCode.SHORT_HOST, field, "'" + host + "' is a short name",
                    "write the full name, such as " + host + ".example.com or " + host
                            + ".NAMESPACE.svc.cluster.local");
        }
    }

    private static void port(Findings findings, String field, Server server, Port port) {
        PortChecks.protocol(findings, field + ".port.protocol", port.protocol());
        boolean unix = server.bind().startsWith(Addresses.UNIX);
        if (unix) {
            String fault = Addresses.unixFault(server.bind().substring(Addresses.UNIX.length()));
            if (!fault.isEmpty()) findings.add(CheckCode.BAD_UNIX_ADDRESS, field + ".bind", fault);
            if (port.number() != 0) {
                findings.add(CheckCode.UNIX_WITH_PORT, field + ".port.number", "a server on a UNIX socket has no port number", "write 0");
            }
        } else {
            PortChecks.number(findings, field + ".port.number", port.number());
        }
        if (port.targetPort() != null && port.targetPort() > 0) {
            findings.add(CheckCode.GATEWAY_TARGET_PORT, field + ".port.targetPort", "targetPort has no meaning on a Gateway",
                    "remove it; which socket is opened is decided by the node's port map");
        }
        if (port.name().isEmpty())
            findings.add(CheckCode.NO_PORT_NAME, field + ".port.name", "the port has no name", "such as 'https'; unique in the Gateway");
    }

    private static void tlsAgainstProtocol(Findings findings, String field, Server server, String protocol) {
        if (!Protocols.isKnown(protocol)) return;
        Gateway.ServerTls tls = server.tls();
        if (tls == null) {
            if (Protocols.isTls(protocol)) {
                findings.add(CheckCode.TLS_MISSING, field + ".tls", "a server of protocol " + protocol + " needs a tls block",
                        "tls: {mode: SIMPLE, credentialName: NAME} ends TLS here, tls: {mode: PASSTHROUGH} passes it on by server name");
            }
            return;
        }
        boolean passthrough = tls.mode() == Mode.PASSTHROUGH || tls.mode() == Mode.AUTO_PASSTHROUGH;
        if (Protocols.isHttp(protocol)) {
            boolean files = !tls.caCertificates().isEmpty() || !tls.privateKey().isEmpty() || !tls.serverCertificate().isEmpty();
            if (!passthrough || files) {
                findings.add(CheckCode.TLS_ON_PLAIN, field + ".tls", "a server of protocol " + protocol + " cannot end TLS",
                        "write protocol: HTTPS; on a plain server only tls.httpsRedirect is possible");
            }
        } else if (!Protocols.isTls(protocol)) {
            findings.add(CheckCode.TLS_ON_PLAIN, field + ".tls", "a server of protocol " + protocol + " cannot have a tls block",
                    "write protocol: TLS, or remove the block");
        }
        if (!Protocols.isHttp(protocol) && tls.httpsRedirect()) {
            findings.add(CheckCode.REDIRECT_ON_NON_HTTP, field + ".tls.httpsRedirect",
                    "a server of protocol " + protocol + " never redirects",
                    Protocols.isTls(protocol) ? "put httpsRedirect on the plain HTTP server (port 80)" : "remove it");
        }
    }
}
