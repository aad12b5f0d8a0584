package dev.sluice.resources.check;

import dev.sluice.resources.PolicyTargetRef;
import dev.sluice.resources.WorkloadSelector;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a policy holds for: a selector or references, never both. */
final class PolicyTargets {
    private static final Set<String> ALLOWED = Set.of("/Service", "core/Service", "networking.istio.io/ServiceEntry",
            "gateway.networking.k8s.io/Gateway",
            "gateway.networking.k8s.io/GatewayClass");

    private PolicyTargets() {}

    static void check(Findings findings, @Nullable WorkloadSelector selector, @Nullable PolicyTargetRef targetRef,
            List<PolicyTargetRef> targetRefs) {
        LabelChecks.selector(findings, "spec.selector", selector);
        int ways = (selector == null ? 0 : 1) + (targetRef == null ? 0 : 1) + (targetRefs.isEmpty() ? 0 : 1);
        if (ways > 1) {
            findings.add(CheckCode.SELECTOR_AND_TARGET, targetRefs.isEmpty() ? "spec.targetRef" : "spec.targetRefs",
                    "selector, targetRef and targetRefs exclude each other", "keep one of them");
        }
        if (targetRef != null) reference(findings, "spec.targetRef", targetRef);
        for (int i = 0; i < targetRefs.size(); i++) reference(findings, "spec.targetRefs[" + i + "]", targetRefs.get(i));
    }

    private static void reference(Findings findings, String field, PolicyTargetRef target) {
        if (!target.namespace().isEmpty()) {
            findings.add(CheckCode.BAD_TARGET, field + ".namespace", "the target must be in the policy's own namespace",
                    "remove the namespace, or move the policy");
        }
        if (!ALLOWED.contains(target.group() + "/" + target.kind())) {
            findings.add(CheckCode.BAD_TARGET, field,
                    "a policy cannot be attached to " + (target.group().isEmpty() ? "" : target.group() + "/") + target.kind(),
                    "possible: Service, networking.istio.io/ServiceEntry, gateway.networking.k8s.io/Gateway and GatewayClass; for an Istio Gateway use a selector with the"
                            + " labels of its proxies");
        }
    }
}
