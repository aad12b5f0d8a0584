package dev.sluice.dataplane.tls;

import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.resources.Bytes;
import dev.sluice.rules.model.TlsTermination;
import dev.sluice.rules.model.TlsTermination.ClientCertificate;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslCredential;
import io.netty.handler.ssl.OpenSslCredentialBuilder;
import io.netty.handler.ssl.OpenSslServerSessionContext;
import io.netty.handler.ssl.PemPrivateKey;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.ReferenceCounted;
import java.io.ByteArrayInputStream;
import java.lang.ref.Cleaner;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A TLS context of BoringSSL for servers that demand the same with the same keys. Its ticket keys are its own: a ticket never resumes on a context with other
 * keys, roots, CRLs or names, so that no server's demand for a client certificate can be passed by (edge case P22). Immutable; any thread.
 */
final class ServerContext {
    private static final Cleaner CLEANER = Cleaner.create();
    private static final int MAX_PEER_CHAIN_BYTES = 64 * 1024;
    private static final int SESSIONS = 4096;

    /** Everything a context is made of. Equal ingredients share one context. */
    record Ingredients(TlsTermination tls, List<TlsMaterial.KeyPair> pairs, TlsMaterial.@Nullable Roots roots) {
        Ingredients {
            pairs = List.copyOf(pairs);
        }
    }

    private final SslContext context;
    private final ClientCertificate demanded;
    private final Instant notAfter;

    private ServerContext(SslContext context, ClientCertificate demanded, Instant notAfter) {
        this.context = context;
        this.demanded = demanded;
        this.notAfter = notAfter;
        // Connections of loops that still see an older snapshot may start an engine at any time: the native context goes when nobody can reach it.
        CLEANER.register(this, () -> ReferenceCountUtil.safeRelease(context));
    }

    /**
     * @throws GeneralSecurityException if a key, certificate, root or CRL cannot be used; the message names no secret
     * @throws SSLException if the library refuses the combination
     */
    static ServerContext of(Ingredients of) throws GeneralSecurityException, SSLException {
        TlsTermination tls = of.tls();
        Instant notAfter = Instant.MAX;
        var credentials = new ArrayList<OpenSslCredential>();
        try {
            for (TlsMaterial.KeyPair pair : of.pairs()) {
                X509Certificate[] chain = chain(pair.certificateChain());
                Instant end = chain[0].getNotAfter().toInstant();
                if (end.isBefore(notAfter)) notAfter = end;
                credentials.add(credential(chain, pair.privateKey()));
            }
            var builder = SslContextBuilder.forServer(NoKeys.INSTANCE).sslProvider(SslProvider.OPENSSL_REFCNT).addCredentials(credentials)
                    .protocols(TlsChoices.versions(tls.minVersion(), tls.maxVersion())).ciphers(TlsChoices.ciphers(tls.cipherSuites()))
                    .option(OpenSslContextOption.GROUPS, TlsChoices.groups(tls.curves()))
                    .option(OpenSslContextOption.MAX_CERTIFICATE_LIST_BYTES, MAX_PEER_CHAIN_BYTES).sessionCacheSize(SESSIONS);
            if (!tls.alpn().isEmpty()) builder.applicationProtocolConfig(alpn(tls.alpn()));
            if (tls.clientCertificate() != ClientCertificate.NONE) {
                if (of.roots() == null) throw new GeneralSecurityException("no roots to check client certificates against");
                builder.trustManager(ClientTrust.of(of.roots(), tls.subjectAltNames()))
                        .clientAuth(tls.clientCertificate() == ClientCertificate.REQUIRED ? ClientAuth.REQUIRE : ClientAuth.OPTIONAL);
            }
            SslContext context = builder.build();
            ((OpenSslServerSessionContext) context.sessionContext()).setSessionIdContext(identity(of));
            return new ServerContext(context, tls.clientCertificate(), notAfter);
        } finally {
            credentials.forEach(ReferenceCounted::release);
        }
    }

    private static X509Certificate[] chain(Bytes pem) throws GeneralSecurityException {
        var certificates = CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem.toArray()));
        if (certificates.isEmpty()) throw new GeneralSecurityException("its certificate chain holds no certificate");
        return certificates.toArray(X509Certificate[]::new);
    }

    /** The key stays PEM: BoringSSL reads PKCS#8, PKCS#1 and SEC 1 alike, and checks that it fits the certificate. */
    private static OpenSslCredential credential(X509Certificate[] chain, Bytes key) throws GeneralSecurityException {
        var privateKey = PemPrivateKey.valueOf(key.toArray());
        try {
            return OpenSslCredentialBuilder.forX509(privateKey, chain).build();
        } catch (IllegalStateException refused) {
            throw new GeneralSecurityException("its private key cannot be read or does not belong to its certificate", refused);
        } finally {
            privateKey.release();
        }
    }

    private static ApplicationProtocolConfig alpn(List<String> protocols) {
        // A client that offers only unknown protocols is served without ALPN, as Envoy does.
        return new ApplicationProtocolConfig(ApplicationProtocolConfig.Protocol.ALPN,
                ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
                ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT, protocols);
    }

    private static byte[] identity(Ingredients of) throws GeneralSecurityException {
        var hash = MessageDigest.getInstance("SHA-256");
        hash.update((byte) of.tls().clientCertificate().ordinal());
        for (String name : of.tls().subjectAltNames()) hash.update((name + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8));
        for (TlsMaterial.KeyPair pair : of.pairs()) hash.update(pair.certificateChain().toArray());
        if (of.roots() != null) {
            hash.update(of.roots().certificates().toArray());
            for (Bytes crl : of.roots().crl()) hash.update(crl.toArray());
        }
        return hash.digest();
    }

    /** For one connection; the caller owns it. Live connections keep their context when a newer one takes its place. */
    ReferenceCountedOpenSslEngine newEngine(ByteBufAllocator allocator) {
        try {
            return (ReferenceCountedOpenSslEngine) context.newEngine(allocator);
        } finally {
            java.lang.ref.Reference.reachabilityFence(this);
        }
    }

    ClientCertificate demanded() {
        return demanded;
    }

    /** When the first of its certificates runs out. */
    Instant notAfter() {
        return notAfter;
    }
}
