package dev.sluice.dataplane.tls;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslCredential;

/** The native TLS library that everything here rests on. */
public final class NativeTls {
    private NativeTls() {}

    /**
     * To be called at start-up: a missing library must not show at the first handshake, and there is no other provider to fall back to.
     *
     * @throws IllegalStateException in the operator's words if BoringSSL cannot be used on this machine
     */
    public static void require() {
        if (!OpenSsl.isAvailable()) {
            throw new IllegalStateException(
                    "the native TLS library (netty-tcnative, BoringSSL) cannot be loaded on " + System.getProperty("os.name") + " "
                            + System.getProperty("os.arch")
                            + "; it is needed on Linux x86_64 or aarch64 with glibc, and java.io.tmpdir must allow executable files",
                    OpenSsl.unavailabilityCause());
        }
        if (!OpenSslCredential.isAvailable()) {
            throw new IllegalStateException("the loaded TLS library is not BoringSSL but " + OpenSsl.versionString());
        }
    }
}
