package dev.sluice.dataplane.http;

import java.util.List;

/**
 * A client certificate that was verified against the server's roots.
 *
 * @param sha256 hex of its DER
 * @param subject RFC 2253
 * @param pem the certificate, for XFCC's Cert
 */
public record PeerCertificate(String sha256, String subject, List<String> uris, List<String> dnsNames, String pem) {
    public PeerCertificate {
        uris = List.copyOf(uris);
        dnsNames = List.copyOf(dnsNames);
    }
}
