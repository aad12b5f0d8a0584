package dev.sluice.resources;

import dev.sluice.resources.schema.Doc;
import dev.sluice.resources.schema.Items;
import dev.sluice.resources.schema.Required;
import dev.sluice.resources.schema.Uint32;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code networking.istio.io Gateway}: which ports the selected proxies open, for which hosts, with which TLS. */
@Doc("Which ports the selected proxies open, for which hosts, with which TLS.")
public record Gateway(Metadata metadata, Spec spec) implements Resource {
    @Override
    public Kind kind() {
        return Kind.GATEWAY;
    }

    /** @param selector all pairs must be labels of the node; empty selects every node (RX-2) */
    public record Spec(@Doc("Labels of the proxies it holds for, in any namespace; none means all proxies.") Map<String, String> selector, @Doc("What the proxies open.") List<Server> servers) {
        public Spec {
            selector = Map.copyOf(selector);
            servers = List.copyOf(servers);
        }
    }

    public record Server(@Doc("Port it listens on.") @Required @Nullable Port port, @Doc("Address it listens on, or unix:// path. Default: all addresses.") String bind, @Doc("Hosts it serves, as HOST or NAMESPACE/HOST; the namespace limits whose VirtualServices may route them.") @Required List<String> hosts, @Doc("TLS of the server; needed for HTTPS and TLS.") @Nullable ServerTls tls, @Doc("Reserved by Istio, without effect.") String defaultEndpoint, @Doc("Name of the server in statistics.") String name) {
        public Server {
            hosts = List.copyOf(hosts);
        }
    }

    public record Port(@Doc("Number.") @Required @Uint32 int number, @Doc("HTTP, HTTPS, GRPC, GRPC-WEB, HTTP2, HTTP_PROXY, MONGO, MYSQL, REDIS, TCP or TLS.") @Required String protocol, @Doc("Name; unique in the Gateway.") @Required String name, @Doc("Must not be set on a Gateway.") @Uint32 @Nullable Integer targetPort) {}

    public record ServerTls(@Doc("Answer plain HTTP with a redirect to HTTPS.") boolean httpsRedirect, @Doc("How TLS is treated. Default: PASSTHROUGH.") Mode mode, @Doc("File of the server's certificate chain.") String serverCertificate, @Doc("File of its private key.") String privateKey, @Doc("File of the CAs that clients' certificates must come from.") String caCertificates, @Doc("File of the revocation list.") String caCrl, @Doc("Secret with certificate and key, in the proxy's namespace.") String credentialName, @Doc("Secrets with an RSA and an ECDSA certificate.") @Items(min = 1, max = 2) List<String> credentialNames, @Doc("Secret or ConfigMap with the CAs of clients, instead of NAME-cacert.") String caCertCredentialName, @Doc("Files of an RSA and an ECDSA certificate.") @Items(min = 1, max = 2) List<TlsCertificate> tlsCertificates, @Doc("Names that a client's certificate must bear one of.") List<String> subjectAltNames, @Doc("Ask for a client certificate and accept any.") @Nullable Boolean insecureSkipVerify, @Doc("Base64 SHA-256 hashes of public keys; a client's must be one of them.") List<String> verifyCertificateSpki, @Doc("Hexadecimal SHA-256 hashes of certificates; a client's must be one of them.") List<String> verifyCertificateHash, @Doc("Least TLS version; TLS_AUTO is 1.2.") Protocol minProtocolVersion, @Doc("Greatest TLS version; TLS_AUTO is 1.3.") Protocol maxProtocolVersion, @Doc("Cipher suites of TLS 1.2 and below.") List<String> cipherSuites, @Doc("Key exchange groups.") List<String> ecdhCurves) {
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

    public record TlsCertificate(@Doc("File of the certificate chain.") String serverCertificate, @Doc("File of its private key.") String privateKey, @Doc("File of the CAs of clients.") String caCertificates) {}

    public enum Mode {
        PASSTHROUGH, SIMPLE, MUTUAL, AUTO_PASSTHROUGH, ISTIO_MUTUAL, OPTIONAL_MUTUAL
    }

    public enum Protocol {
        TLS_AUTO, TLSV1_0, TLSV1_1, TLSV1_2, TLSV1_3
    }
}
