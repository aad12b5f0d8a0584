package dev.sluice.admin;

/** Texts of objects that tests write. */
final class Samples {
    private Samples() {}

    static String gateway(String name, String credential) {
        return """
                {"apiVersion":"networking.istio.io/v1","kind":"Gateway","metadata":{"name":"%s"},"spec":{"selector":{"istio":"ingressgateway"},"servers":[
                 {"port":{"number":443,"name":"https","protocol":"HTTPS"},"hosts":["%s.example.com"],"tls":{"mode":"SIMPLE","credentialName":"%s"}}]}}"""
                .formatted(name, name, credential);
    }

    static String serviceEntry(String name) {
        return """
                {"apiVersion":"networking.istio.io/v1","kind":"ServiceEntry","metadata":{"name":"%s","labels":{"app":"%s"}},
                 "spec":{"hosts":["%s.example.com"],"ports":[{"number":80,"name":"http","protocol":"HTTP"}],"resolution":"DNS","location":"MESH_EXTERNAL"}}"""
                .formatted(name, name, name);
    }

    static String secret(String name, String value) {
        return """
                {"apiVersion":"v1","kind":"Secret","metadata":{"name":"%s"},"type":"Opaque","stringData":{"key":"%s"}}""".formatted(name,
                value);
    }

    static String instance(String id) {
        return """
                {"apiVersion":"sluice.dev/v1alpha1","kind":"GatewayInstance","metadata":{"name":"%s"},
                 "spec":{"role":"ingress","namespace":"default","labels":{"istio":"ingressgateway","app":"istio-ingressgateway"}}}"""
                .formatted(id);
    }
}
