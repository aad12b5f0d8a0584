package dev.sluice.rules.analyze;

import dev.sluice.resources.Diagnostic;
import dev.sluice.resources.ObjectRef;
import dev.sluice.rules.model.Provenance;

/** SL2011 to SL2013: delegation that comes to nothing. */
public final class Delegates {
    private Delegates() {}

    public static Diagnostic missing(Provenance place, ObjectRef delegate) {
        return AnalysisCode.MISSING_DELEGATE.at(place, delegate + " does not exist: the route contributes nothing",
                "create it, or correct delegate.name and delegate.namespace");
    }

    public static Diagnostic hidden(Provenance place, ObjectRef delegate) {
        return AnalysisCode.HIDDEN_DELEGATE.at(place,
                delegate + " is not exported to namespace '" + place.object().namespace() + "': the route contributes nothing",
                "add '" + place.object().namespace() + "' to its exportTo");
    }

    public static Diagnostic unfit(Provenance place, String reason) {
        return AnalysisCode.UNFIT_DELEGATE.at(place, reason, "");
    }
}
