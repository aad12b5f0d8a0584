package dev.sluice.resources.check;

import dev.sluice.resources.AuthorizationPolicy;
import dev.sluice.resources.Kind;
import dev.sluice.resources.Resource;
import java.util.Map;
import java.util.Set;

/** Annotations that Istio acts on or keeps for itself. */
final class AnnotationChecks {
    private static final String DRY_RUN = "istio.io/dry-run";
    private static final Set<String> INTERNAL = Set.of("internal.istio.io/parents", "internal.istio.io/parent-namespace",
            "internal.istio.io/webhook-always-reject");
    private static final Set<String> BOOLEANS = Set.of("1", "t", "T", "TRUE", "true", "True", "0", "f", "F", "FALSE", "false", "False");

    private AnnotationChecks() {}

    static void check(Findings findings, Resource resource) {
        if (resource.kind().group().isEmpty() || !resource.kind().group().endsWith("istio.io")) return;
        Map<String, String> annotations = resource.metadata().annotations();
        for (String name : INTERNAL) {
            if (annotations.containsKey(name)) {
                findings.add(CheckCode.FORBIDDEN_ANNOTATION, "metadata.annotations[" + name + "]",
                        "the annotation is Istio's own and may not be set", "remove it");
            }
        }
        String dryRun = annotations.get(DRY_RUN);
        if (dryRun != null) dryRun(findings, "metadata.annotations[" + DRY_RUN + "]", resource, dryRun);
    }

    private static void dryRun(Findings findings, String field, Resource resource, String value) {
        if (!(resource instanceof AuthorizationPolicy policy)) {
            findings.add(CheckCode.FORBIDDEN_ANNOTATION, field, "dry run is possible for " + Kind.AUTHORIZATION_POLICY.kind() + " only",
                    "remove the annotation");
        } else if (policy.spec().action() != AuthorizationPolicy.Action.ALLOW
                && policy.spec().action() != AuthorizationPolicy.Action.DENY) {
            findings.add(CheckCode.FORBIDDEN_ANNOTATION, field, "dry run is possible for the actions ALLOW and DENY only",
                    "remove the annotation");
        } else if (!BOOLEANS.contains(value)) {
            findings.add(CheckCode.FORBIDDEN_ANNOTATION, field, "'" + value + "' is not a boolean", "write \"true\" or \"false\"");
        }
    }
}
