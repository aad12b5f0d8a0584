package dev.sluice.admin;

import dev.sluice.admin.store.Store;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * What the admin API is started with.
 *
 * @param bind address or host name of the listener
 * @param port 0 takes any free one
 * @param serverCertificatePem the server's chain, leaf first
 * @param serverKeyPem its private key (PKCS #8)
 * @param clientCaPem who issues client certificates; whoever it vouches for is known by the certificate's subject
 * @param store stays open when the API closes: it is the caller's
 * @param vertx of the control plane; stays open, too
 * @param chance for generated names and the lifetimes of watches
 * @param allowUnenforced judge as nodes started with that flag do
 */
public record AdminSettings(String bind, int port, String serverCertificatePem, String serverKeyPem, String clientCaPem, Store store, Vertx vertx, InstantSource clock, RandomGenerator chance, boolean allowUnenforced) {
    /** Never the key. */
    @Override
    public String toString() {
        return "AdminSettings[" + bind + ":" + port + "]";
    }
}
