package dev.sluice.resources.check;

import dev.sluice.resources.GatewayInstance;
import java.util.Set;

/** GatewayInstance. */
final class GatewayInstanceChecks {
    private static final Set<String> ROLES = Set.of("ingress", "egress", "sidecar");

    private GatewayInstanceChecks() {}

    static void check(Findings findings, GatewayInstance instance) {
        GatewayInstance.Spec spec = instance.spec();
        if (!ROLES.contains(spec.role()))
            findings.add(CheckCode.BAD_ROLE, "spec.role", "'" + spec.role() + "' is not a role", "ingress, egress or sidecar");
        if (!Names.isLabel(spec.namespace()))
            findings.add(CheckCode.BAD_NAMESPACE, "spec.namespace", "'" + spec.namespace() + "' is not a namespace");
        LabelChecks.labels(findings, "spec.labels", spec.labels());
    }
}
