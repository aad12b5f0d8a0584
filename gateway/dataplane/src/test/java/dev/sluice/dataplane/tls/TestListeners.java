package dev.sluice.dataplane.tls;

import dev.sluice.dataplane.TlsMaterial;
import dev.sluice.rules.snapshot.Listener;
import java.util.Map;

/** Listeners and key material for tests of what comes behind TLS. */
public final class TestListeners {
    private TestListeners() {}

    /** Takes every name, with the Secret {@code name}. */
    public static Listener any(String name) {
        return TestTlsServer.listener(Map.of("*", TestTlsServer.simple(name)));
    }

    /** Secrets by name; and roots by theirs. */
    public static TlsMaterial secrets(Map<String, TestAuthority.Issued> pairs, Map<String, TlsMaterial.Roots> roots) {
        var secrets = new TestTlsServer.Secrets();
        pairs.forEach(secrets::pair);
        roots.forEach(secrets::roots);
        return secrets;
    }

    /** One Secret called as the only name of its certificate. */
    public static TlsMaterial secret(String name) {
        return new TestTlsServer.Secrets().pair(name, new TestAuthority("CN=test").issue("EC", name));
    }
}
