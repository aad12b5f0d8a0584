package dev.sluice.admin.credential;

import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Gateway;
import dev.sluice.resources.Secret;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Judges Secrets beside the Gateways that serve with them. */
public final class Credentials {
    private Credentials() {}

    /**
     * What is wrong with {@code secrets} at the time {@code now}; see {@link SecretChecks#check}.
     *
     * @param namespaces of the nodes: where they look credentials up (RX-58)
     */
    public static List<Diagnostic> check(Collection<Secret> secrets, Collection<Gateway> gateways, Set<String> namespaces, Instant now) {
        if (secrets.isEmpty()) return List.of();
        Set<String> served = served(gateways);
        var found = new ArrayList<Diagnostic>();
        for (Secret secret : secrets) {
            boolean serves = namespaces.contains(secret.metadata().namespace()) && served.contains(secret.metadata().name());
            found.addAll(SecretChecks.check(secret, serves, now));
        }
        return found;
    }

    private static Set<String> served(Collection<Gateway> gateways) {
        var names = new HashSet<String>();
        for (Gateway gateway : gateways) {
            for (Gateway.Server server : gateway.spec().servers()) {
                Gateway.ServerTls tls = server.tls();
                if (tls == null) continue;
                switch (tls.mode()) {
                    case SIMPLE, MUTUAL, OPTIONAL_MUTUAL -> {
                        if (!tls.credentialName().isEmpty()) names.add(tls.credentialName());
                        names.addAll(tls.credentialNames());
                    }
                    case PASSTHROUGH, AUTO_PASSTHROUGH, ISTIO_MUTUAL -> {
                        // no Secret is looked up
                    }
                }
            }
        }
        return names;
    }
}
