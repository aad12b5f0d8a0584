package dev.sluice.rules.compile;

import dev.sluice.resources.Service;
import dev.sluice.resources.ServiceEntry;
import dev.sluice.rules.model.Cluster.UpstreamProtocol;
import java.util.Locale;
import java.util.Set;

/** Which protocol a port speaks (RX-98). Names are upper case; the empty name is a port that does not tell. */
final class Protocols {
    private static final Set<String> HTTP_FAMILY = Set.of("HTTP", "HTTP2", "GRPC", "GRPC-WEB", "HTTP_PROXY");
    private static final Set<String> KNOWN = Set.of("HTTP", "HTTP2", "GRPC", "GRPC-WEB", "HTTP_PROXY", "HTTPS", "TLS", "TCP", "MONGO",
            "REDIS", "MYSQL", "UDP");

    private Protocols() {}

    static boolean isHttp(String protocol) {
        return HTTP_FAMILY.contains(protocol.toUpperCase(Locale.ROOT));
    }

    static String of(ServiceEntry.Port port) {
        return known(port.protocol());
    }

    static String of(Service.Port port) {
        if ("UDP".equals(port.protocol())) return "UDP";
        String app = port.appProtocol();
        if (app != null) {
            return switch (app.toLowerCase(Locale.ROOT)) {
                case "kubernetes.io/h2c" -> "HTTP2";
                case "kubernetes.io/ws" -> "HTTP";
                case "kubernetes.io/wss" -> "HTTPS";
                default -> known(app);
            };
        }
        String name = port.name().toLowerCase(Locale.ROOT);
        String word = name.equals("grpc-web") || name.startsWith("grpc-web-") ? "grpc-web" : name.split("-", 2)[0];
        String byName = known(word);
        if (!byName.isEmpty()) return byName;
        return port.port() == 25 || port.port() == 53 || port.port() == 3306 || port.port() == 27_017 ? "TCP" : "";
    }

    private static String known(String word) {
        String upper = word.toUpperCase(Locale.ROOT);
        return KNOWN.contains(upper) ? upper : "";
    }

    /** What HTTP routes speak to such a port (RX-77): a port that is named for something else gets HTTP/1.1. */
    static UpstreamProtocol upstream(String protocol) {
        return switch (protocol) {
            case "HTTP2", "GRPC", "GRPC-WEB" -> UpstreamProtocol.HTTP2;
            case "" -> UpstreamProtocol.FOLLOW_DOWNSTREAM;
            default -> UpstreamProtocol.HTTP1;
        };
    }
}
