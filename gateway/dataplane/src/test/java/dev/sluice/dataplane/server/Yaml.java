package dev.sluice.dataplane.server;

import java.util.List;
import java.util.stream.Collectors;

/** Configurations that tests start from. */
final class Yaml {
    private Yaml() {}

    static String gateway() {
        return """
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: gw, namespace: default}
                spec:
                  selector: {istio: ingressgateway}
                  servers:
                  - port: {number: 80, name: http, protocol: HTTP}
                    hosts: ['*']
                """;
    }

    static String service(String name, int... ports) {
        String endpoints = java.util.Arrays.stream(ports).mapToObj(port -> "  - {address: 127.0.0.1, ports: {http: " + port + "}}")
                .collect(Collectors
                        .joining("\n"));
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: ServiceEntry
                metadata: {name: %s, namespace: default}
                spec:
                  hosts: [%s.test]
                  ports: [{number: 80, name: http, protocol: HTTP}]
                  resolution: STATIC
                  location: MESH_INTERNAL
                  endpoints:
                %s
                """.formatted(name, name, endpoints);
    }

    /** @param http the text below {@code http:}, indented by two */
    static String routes(String... http) {
        return """
                ---
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: vs, namespace: default}
                spec:
                  hosts: ['*']
                  gateways: [gw]
                  http:
                """ + List.of(http).stream().map(one -> one.stripIndent().indent(2)).collect(Collectors.joining());
    }

    /** Everything to one service. */
    static String all(int... ports) {
        return gateway() + service("up", ports) + routes("- route: [{destination: {host: up.test}}]");
    }
}
