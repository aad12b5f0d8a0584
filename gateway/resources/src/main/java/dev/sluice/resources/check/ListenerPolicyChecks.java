package dev.sluice.resources.check;

import dev.sluice.resources.ListenerPolicy;
import dev.sluice.resources.ListenerPolicy.Limits;
import dev.sluice.resources.ListenerPolicy.Target;
import java.util.List;

/** ListenerPolicy. */
final class ListenerPolicyChecks {
    private ListenerPolicyChecks() {}

    static void check(Findings findings, ListenerPolicy policy) {
        ListenerPolicy.Spec spec = policy.spec();
        switch (spec.target()) {
            case Target.Ref ref -> {
                if (!Names.isLabel(ref.targetRef().name())) {
                    findings.add(CheckCode.BAD_TARGET, "spec.targetRef.name",
                            "'" + ref.targetRef().name() + "' is not the name of a Gateway");
                }
            }
            case Target.Nodes nodes -> LabelChecks.labels(findings, "spec.selector", nodes.selector());
        }
        boolean empty = spec.limits() == null && spec.timeouts() == null && spec.http1() == null && spec.http2() == null
                && spec.proxyProtocol() == null && spec.paths() == null
                && spec.headersWithUnderscores() == null;
        if (empty)
            findings.add(CheckCode.POLICY_WITHOUT_EFFECT, "spec", "the policy changes nothing",
                    "write limits, timeouts, http1, http2, proxyProtocol, paths or headersWithUnderscores");
        if (spec.limits() != null) limits(findings, spec.limits());
        if (spec.proxyProtocol() != null) trusted(findings, spec.proxyProtocol().trustedCidrs());
    }

    private static void limits(Findings findings, Limits limits) {
        int head = limits.headBytes() == null ? 61_440 : limits.headBytes();
        if (limits.requestLineBytes() != null && limits.requestLineBytes() > head) {
            findings.add(CheckCode.LIMITS_CROSSED, "spec.limits.requestLineBytes",
                    "a request line of " + limits.requestLineBytes() + " bytes does not fit into a head of " + head,
                    "raise headBytes, too");
        }
    }

    private static void trusted(Findings findings, List<String> cidrs) {
        for (int i = 0; i < cidrs.size(); i++) {
            String cidr = cidrs.get(i);
            String field = "spec.proxyProtocol.trustedCidrs[" + i + "]";
            if (!Addresses.isIpOrCidr(cidr)) {
                findings.add(CheckCode.BAD_ADDRESS, field, "'" + cidr + "' is neither an IP address nor a CIDR block");
            } else if (cidr.endsWith("/0")) {
                findings.add(CheckCode.TRUSTS_EVERYBODY, field, "everybody who connects may claim any client address",
                        "list the load balancers");
            }
        }
    }
}
