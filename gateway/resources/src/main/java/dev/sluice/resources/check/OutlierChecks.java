package dev.sluice.resources.check;

import dev.sluice.resources.DestinationRule.OutlierDetection;
import org.jspecify.annotations.Nullable;

/** Outlier detection. */
final class OutlierChecks {
    private OutlierChecks() {}

    static void check(Findings findings, String field, @Nullable OutlierDetection outlier) {
        if (outlier == null) return;
        if (outlier.consecutiveErrors() != 0) {
            findings.add(CheckCode.OLD_CONSECUTIVE_ERRORS, field + ".consecutiveErrors", "consecutiveErrors has no effect any more",
                    "write consecutive5xxErrors or consecutiveGatewayErrors");
        }
        if (!outlier.splitExternalLocalOriginErrors() && outlier.consecutiveLocalOriginFailures() != null
                && outlier.consecutiveLocalOriginFailures() > 0) {
            findings.add(CheckCode.LOCAL_ORIGIN_WITHOUT_SPLIT, field + ".consecutiveLocalOriginFailures",
                    "it counts only where local failures are split from answers",
                    "write splitExternalLocalOriginErrors: true");
        }
        percent(findings, field + ".maxEjectionPercent", outlier.maxEjectionPercent());
        percent(findings, field + ".minHealthPercent", outlier.minHealthPercent());
    }

    private static void percent(Findings findings, String field, int percent) {
        if (percent < 0 || percent > 100) findings.add(CheckCode.BAD_PERCENT, field, percent + " is outside 0..100");
    }
}
