package dev.sluice.dataplane.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The platform's TLS as a client that trusts anyone and shows what it is told to. */
public final class TlsClient {
    private TlsClient() {}

    /**
     * @param sni null for none
     * @param keys null for no certificate
     * @param alpn empty for none
     * @param versions empty for the platform's
     */
    public static SSLSocket connect(int port, @Nullable String sni, KeyManager @Nullable [] keys, List<String> alpn, String... versions)
            throws IOException, GeneralSecurityException {
        return shakeHands((SSLSocket) factory(keys).createSocket("127.0.0.1", port), sni, alpn, versions);
    }

    /** Over a connection that exists, and ends with it. */
    public static SSLSocket over(Socket wire, String sni, KeyManager @Nullable [] keys, String alpn, String version)
            throws IOException, GeneralSecurityException {
        return shakeHands((SSLSocket) factory(keys).createSocket(wire, sni, wire.getPort(), true), sni, List.of(alpn), version);
    }

    private static SSLSocketFactory factory(KeyManager @Nullable [] keys) throws GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(keys, new TrustManager[]{new Anyone()}, null);
        return context.getSocketFactory();
    }

    private static SSLSocket shakeHands(SSLSocket socket, @Nullable String sni, List<String> alpn, String... versions) throws IOException {
        socket.setSoTimeout(5000);
        var parameters = socket.getSSLParameters();
        parameters.setServerNames(sni == null ? List.of() : List.of(new SNIHostName(sni)));
        if (versions.length > 0) parameters.setProtocols(versions);
        parameters.setApplicationProtocols(alpn.toArray(String[]::new));
        socket.setSSLParameters(parameters);
        try {
            socket.startHandshake();
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
        return socket;
    }

    private static final class Anyone extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() { return new X509Certificate[0]; }
    }
}
