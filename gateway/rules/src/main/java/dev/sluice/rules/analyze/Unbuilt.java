package dev.sluice.rules.analyze;

import dev.sluice.resources.Diagnostic;
import dev.sluice.rules.model.Provenance;
import dev.sluice.rules.model.Unenforced;
import java.util.Collection;

/** SL2015, SL2016, SL2018, SL2019: what is stored and does not act. */
public final class Unbuilt {
    private Unbuilt() {}

    /** @param lifted the operator lets pass what it governs */
    public static Diagnostic notEnforced(Unenforced what, boolean lifted) {
        return AnalysisCode.NOT_ENFORCED.at(what.from(),
                what.reason()
                        + (lifted ? ": what it governs is served unprotected, as --allow-unenforced says" : ": what it governs is refused"),
                "");
    }

    public static Diagnostic notActedOn(Provenance place, Collection<String> fields) {
        return AnalysisCode.NOT_ACTED_ON.at(place, "not acted on yet: " + String.join(", ", fields), "");
    }

    public static Diagnostic unusable(Provenance place, String reason) {
        return AnalysisCode.UNUSABLE_ROUTE.at(place, reason, "");
    }

    public static Diagnostic ruleWithoutService(Provenance place, String host) {
        return AnalysisCode.RULE_WITHOUT_SERVICE.at(place, "no Service or ServiceEntry that this node sees has host '" + host + "'", "");
    }
}
