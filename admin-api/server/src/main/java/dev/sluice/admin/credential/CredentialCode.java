package dev.sluice.admin.credential;

import dev.sluice.resources.DiagnosticCode;
import dev.sluice.resources.Severity;

/** What can be wrong with a Secret that is a TLS credential. SL0910 to SL0929. */
public enum CredentialCode implements DiagnosticCode {
    EXPIRED("SL0910", Severity.ERROR, "the certificate has expired",
            "Every client would refuse it, so it is refused when it is written. Renew it. Nodes keep serving a certificate that expires while it is stored, and"
                    + " alarm before (metric sluice_certificate_expiry_timestamp_seconds); Istio serves expired certificates without a word (RX-60)."),

    NOT_YET_VALID("SL0911", Severity.ERROR, "the certificate is not valid yet",
            "Clients would refuse it until its time has come. Store it then, or look at the clocks of this machine and of the certificate's issuer: five minutes"
                    + " of difference are let pass."),

    EXPIRES_SOON("SL0912", Severity.WARNING, "the certificate expires soon",
            "Less than 14 days and less than a third of its lifetime are left. Renew it before clients begin to refuse it."),

    UNREADABLE_CERTIFICATE("SL0913", Severity.ERROR, "the certificate cannot be read",
            "It must be PEM text (RFC 7468): the server's certificate first, then those that lead to its root, each between '-----BEGIN CERTIFICATE-----' and"
                    + " '-----END CERTIFICATE-----'. In 'data' that text is base64 once more; 'stringData' takes it as it is."),

    UNREADABLE_KEY("SL0914", Severity.ERROR, "the private key cannot be read",
            "It must be PEM text without a passphrase: PKCS#8 ('-----BEGIN PRIVATE KEY-----'), or the older 'RSA PRIVATE KEY' and 'EC PRIVATE KEY'. Of an encrypted"
                    + " key, 'openssl pkey -in key.pem' writes one without a passphrase."),

    FOREIGN_KEY("SL0915", Severity.ERROR, "the private key is not the certificate's",
            "Nobody could finish a handshake with the two. Most often one of them is of an earlier renewal, or the chain does not begin with the server's own"
                    + " certificate. 'openssl x509 -in cert.pem -noout -pubkey' and 'openssl pkey -in key.pem -pubout' must print the same."),

    INCOMPLETE_PAIR("SL0916", Severity.ERROR, "only one of certificate and key",
            "A credential needs both: tls.crt and tls.key, or cert and key in Istio's spelling (RX-58)."),

    UNREADABLE_AUTHORITY("SL0917", Severity.ERROR, "the CA certificates cannot be read",
            "Without them nobody could tell a good client certificate from another, so that every client would be turned away. ca.crt (or cacert) holds PEM certificates"
                    + " (RX-59)."),

    UNREADABLE_REVOCATIONS("SL0918", Severity.ERROR, "the revocation list cannot be read",
            "A list that cannot be read revokes nobody, so that every client would have to be turned away. ca.crl (or crl) holds PEM lists, each between '-----BEGIN X509"
                    + " CRL-----' and '-----END X509 CRL-----'."),

    EXPIRED_IN_CHAIN("SL0919", Severity.WARNING, "a certificate of the chain has expired",
            "Of the certificates behind the server's own, or of the CAs, one is out of its time. Clients that need it refuse the server, or are refused; some chains"
                    + " hold an old one on purpose. Remove it if nobody needs it, renew it otherwise.");

    private final String code;
    private final Severity severity;
    private final String title;
    private final String explanation;

    CredentialCode(String code, Severity severity, String title, String explanation) {
        this.code = code;
        this.severity = severity;
        this.title = title;
        this.explanation = explanation;
    }

    @Override
    public String code() {
        return code;
    }

    @Override
    public Severity severity() {
        return severity;
    }

    @Override
    public String title() {
        return title;
    }

    @Override
    public String explanation() {
        return explanation;
    }
}
