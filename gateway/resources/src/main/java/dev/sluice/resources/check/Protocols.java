package dev.sluice.resources.check;

import java.util.Locale;
import java.util.Set;

/** Protocols as Istio names them, without regard to case. */
final class Protocols {
    static final String ALL = "HTTP, HTTPS, GRPC, GRPC-WEB, HTTP2, HTTP_PROXY, TLS, TCP, UDP, MONGO, MYSQL, REDIS";
    private static final Set<String> HTTP = Set.of("http", "http2", "http_proxy", "grpc", "grpc-web");
    private static final Set<String> TLS = Set.of("https", "tls");
    private static final Set<String> TCP = Set.of("tcp", "https", "tls", "mongo", "redis", "mysql");

    private Protocols() {}

    static boolean isKnown(String protocol) {
        return isHttp(protocol) || isTcp(protocol) || lower(protocol).equals("udp");
    }

    static boolean isHttp(String protocol) {
        return HTTP.contains(lower(protocol));
    }

    static boolean isTls(String protocol) {
        return TLS.contains(lower(protocol));
    }

    /** Anything over TCP that is not plain HTTP. */
    static boolean isTcp(String protocol) {
        return TCP.contains(lower(protocol));
    }

    static String lower(String protocol) {
        return protocol.toLowerCase(Locale.ROOT);
    }
}
