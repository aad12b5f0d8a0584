package dev.sluice.rules.compile;

import dev.sluice.resources.Gateway;
import dev.sluice.resources.Gateway.Server;
import dev.sluice.resources.Gateway.ServerTls;
import dev.sluice.rules.model.Provenance;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A server of a Gateway that selects the node, with its hosts as they are meant (RX-11) and the port it comes to (RX-9).
 *
 * @param number the Gateway's
 * @param port after lookup among the Services of the node
 * @param hosts lower case; {@code namespace/host} where only VirtualServices of that namespace may bind
 */
record BoundServer(Gateway gateway, int index, int number, int port, String bind, String protocol, String portName, List<String> hosts, @Nullable ServerTls tls) {
    static BoundServer of(Gateway gateway, int index, Gateway.Port declared, int port) {
        Server server = gateway.spec().servers().get(index);
        return new BoundServer(gateway, index, declared.number(), port, server.bind(), declared.protocol().toUpperCase(Locale.ROOT),
                declared.name(),
                sanitized(server.hosts(), gateway.metadata().namespace()), server.tls());
    }

    private static List<String> sanitized(List<String> hosts, String namespace) {
        var clean = new ArrayList<String>();
        for (String one : hosts) {
            String host = one.toLowerCase(Locale.ROOT);
            int slash = host.indexOf('/');
            if (slash < 0) {
                clean.add(host);
            } else if (host.equals("*/*")) {
                return List.of("*");
            } else if (host.startsWith("*/")) {
                clean.add(host.substring(2));
            } else if (host.startsWith("./")) {
                clean.add(namespace + host.substring(1));
            } else {
                clean.add(host);
            }
        }
        return List.copyOf(clean);
    }

    String gatewayName() {
        return gateway.metadata().namespace() + "/" + gateway.metadata().name();
    }

    Provenance from() {
        return new Provenance(gateway.ref(), "spec.servers[" + index + "]");
    }

    /** What VirtualServices of {@code namespace} may bind (RX-14). */
    List<String> hostsFor(String namespace) {
        var open = new ArrayList<String>(hosts.size());
        for (String host : hosts) {
            int slash = host.indexOf('/');
            if (slash < 0) open.add(host);
            else if (host.substring(0, slash).equals(namespace)) open.add(host.substring(slash + 1));
        }
        return open;
    }

    /** Without the namespaces. */
    List<String> plainHosts() {
        return hosts.stream().map(host -> host.substring(host.indexOf('/') + 1)).distinct().toList();
    }

    boolean isHttp() { return Protocols.isHttp(protocol); }

    /** The field that demands https of every plaintext request; null if it does not (RX-28). */
    @Nullable
    Provenance httpsRedirect() {
        return tls != null && tls.httpsRedirect() ? new Provenance(gateway.ref(), "spec.servers[" + index + "].tls.httpsRedirect") : null;
    }

    /** TLS is spoken here, ended or passed through. */
    boolean speaksTls() {
        return tls != null && !isHttp();
    }

    boolean endsHttps() {
        return speaksTls() && protocol.equals("HTTPS") && tls != null && tls.mode() != Gateway.Mode.PASSTHROUGH
                && tls.mode() != Gateway.Mode.AUTO_PASSTHROUGH;
    }

    /** As Istio names it (RX-10). */
    String routeTable() {
        String suffix = bind.isEmpty() ? "" : "." + bind;
        if (isHttp()) return "http." + port + suffix;
        return "https." + number + "." + portName + "." + gateway.metadata().name() + "." + gateway.metadata().namespace() + suffix;
    }
}
