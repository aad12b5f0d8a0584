package dev.sluice.resources;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code networking.istio.io Gateway}: which ports the selected proxies open, for which hosts, with which TLS. */
public record Gateway(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.GATEWAY;
    }

    /** @param selector all pairs must be labels of the node; empty selects every node (RX-2) */
    public record Spec(Map<String, String> selector, List<Server> servers) {
        public Spec {
            selector = Map.copyOf(selector);
            servers = List.copyOf(servers);
        }
    }

    public record Server(@Nullable Port port, String bind, List<String> hosts, @Nullable ServerTls tls, String defaultEndpoint, String name) {
        public Server {
            hosts = List.copyOf(hosts);
        }
    }

    public record Port(int number, String protocol, String name, @Nullable Integer targetPort) {}

    public record ServerTls(boolean httpsRedirect, Mode mode, String serverCertificate, String privateKey, String caCertificates, String caCrl, String credentialName, List<String> credentialNames, String caCertCredentialName, List<TlsCertificate> tlsCertificates, List<String> subjectAltNames, @Nullable Boolean insecureSkipVerify, List<String> verifyCertificateSpki, List<String> verifyCertificateHash, Protocol minProtocolVersion, Protocol maxProtocolVersion, List<String> cipherSuites, List<String> ecdhCurves) {
        public ServerTls {
            credentialNames = List.copyOf(credentialNames);
            tlsCertificates = List.copyOf(tlsCertificates);
            subjectAltNames = List.copyOf(subjectAltNames);
            verifyCertificateSpki = List.copyOf(verifyCertificateSpki);
            verifyCertificateHash = List.copyOf(verifyCertificateHash);
            cipherSuites = List.copyOf(cipherSuites);
            ecdhCurves = List.copyOf(ecdhCurves);
        }
    }

    public record TlsCertificate(String serverCertificate, String privateKey, String caCertificates) {}

    public enum Mode {
        PASSTHROUGH, SIMPLE, MUTUAL, AUTO_PASSTHROUGH, ISTIO_MUTUAL, OPTIONAL_MUTUAL
    }

    public enum Protocol {
        TLS_AUTO, TLSV1_0, TLSV1_1, TLSV1_2, TLSV1_3
    }
}
