package dev.sluice.rules.analyze;

import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.Secret;
import dev.sluice.rules.model.Provenance;
import java.util.List;

/** SL2007, SL2008, SL2017: servers and listeners that are not as their owners think. */
public final class Servers {
    private Servers() {}

    /** For both owners. */
    public static List<Diagnostic> conflict(Provenance dropped, Provenance kept, int port, String reason) {
        return List.of(
                AnalysisCode.CONFLICTING_SERVERS.at(dropped, "left out on port " + port + ": " + reason + "; " + kept + " is older",
                        "use another port or other hosts"),
                AnalysisCode.CONFLICTING_SERVERS.at(kept,
                        "keeps port " + port + " against " + dropped + ", which is younger and left out: " + reason, ""));
    }

    public static Diagnostic missingCredential(Provenance place, String name, String namespace) {
        return AnalysisCode.MISSING_CREDENTIAL.at(place, "there is no Secret '" + name + "' in namespace '" + namespace + "'",
                "create it there: keys tls.crt and tls.key, ca.crt for client certificates");
    }

    public static Diagnostic emptyCredential(Provenance place, Secret secret) {
        String missing = secret.certificate() == null ? secret.privateKey() == null ? "certificate and no key" : "certificate" : "key";
        return AnalysisCode.MISSING_CREDENTIAL.at(place, secret.ref() + " holds no " + missing,
                "it needs the keys tls.crt and tls.key, or cert and key");
    }

    public static Diagnostic severalPolicies(Provenance idle, Provenance holds, String listener) {
        return AnalysisCode.SEVERAL_LISTENER_POLICIES.at(idle, "on listener " + listener + " " + holds.object() + " holds instead", "");
    }
}
