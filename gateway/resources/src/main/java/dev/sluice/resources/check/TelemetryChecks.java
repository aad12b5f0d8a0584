package dev.sluice.resources.check;

import dev.sluice.resources.Telemetry;
import dev.sluice.resources.Telemetry.AccessLogging;
import dev.sluice.resources.Telemetry.MetricsOverrides;
import dev.sluice.resources.Telemetry.TagOperation;
import dev.sluice.resources.Telemetry.Tracing;
import java.util.TreeMap;

/** Telemetry. */
final class TelemetryChecks {
    private TelemetryChecks() {}

    static void check(Findings findings, Telemetry telemetry) {
        Telemetry.Spec spec = telemetry.spec();
        PolicyTargets.check(findings, spec.selector(), spec.targetRef(), spec.targetRefs());
        if (spec.tracing().size() > 1) {
            findings.add(CheckCode.ONLY_FIRST_COUNTS, "spec.tracing[1]",
                    "only the first entry of tracing counts, here are " + spec.tracing().size(), "merge them");
        }
        for (int i = 0; i < spec.tracing().size(); i++) tracing(findings, "spec.tracing[" + i + "]", spec.tracing().get(i));
        for (int i = 0; i < spec.metrics().size(); i++) {
            for (int j = 0; j < spec.metrics().get(i).overrides().size(); j++) {
                overrides(findings, "spec.metrics[" + i + "].overrides[" + j + "]", spec.metrics().get(i).overrides().get(j));
            }
        }
        for (int i = 0; i < spec.accessLogging().size(); i++)
            filter(findings, "spec.accessLogging[" + i + "].filter.expression", spec.accessLogging().get(i));
    }

    private static void tracing(Findings findings, String field, Tracing tracing) {
        if (tracing.providers().size() > 1) {
            findings.add(CheckCode.ONLY_FIRST_COUNTS, field + ".providers[1]",
                    "only the first provider counts, here are " + tracing.providers().size(), "keep one");
        }
        if (tracing.customTags().containsKey("")) findings.add(CheckCode.BAD_TAG, field + ".customTags", "a tag has an empty name");
    }

    private static void overrides(Findings findings, String field, MetricsOverrides overrides) {
        new TreeMap<>(overrides.tagOverrides()).forEach((name, tag) -> {
            String here = field + ".tagOverrides[" + name + "]";
            if (name.isEmpty()) findings.add(CheckCode.UNNAMED_TAG, here, "a tag has an empty name");
            if (tag.operation() == TagOperation.UPSERT && tag.value().isEmpty()) {
                findings.add(CheckCode.BAD_TAG, here + ".value", "UPSERT (the default) needs a value",
                        "a CEL expression, such as request.host; REMOVE takes a tag away");
            }
            if (tag.operation() == TagOperation.REMOVE && !tag.value().isEmpty())
                findings.add(CheckCode.BAD_TAG, here + ".value", "REMOVE takes no value", "remove it");
        });
    }

    /** Istio parses the expression, and no more. */
    private static void filter(Findings findings, String field, AccessLogging logging) {
        if (logging.filter() == null) return;
        String fault = CelSyntax.fault(logging.filter().expression());
        if (!fault.isEmpty()) findings.add(CheckCode.BAD_FILTER, field, "not a CEL expression: " + fault, "such as response.code >= 400");
    }
}
