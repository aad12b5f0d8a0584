package dev.sluice.resources.check;

import dev.sluice.resources.PeerAuthentication;
import java.util.TreeSet;

/** PeerAuthentication. */
final class PeerAuthenticationChecks {
    private PeerAuthenticationChecks() {}

    static void check(Findings findings, PeerAuthentication authentication) {
        PeerAuthentication.Spec spec = authentication.spec();
        LabelChecks.selector(findings, "spec.selector", spec.selector());
        boolean selects = spec.selector() != null && !spec.selector().matchLabels().isEmpty();
        if (!spec.portLevelMtls().isEmpty() && !selects) {
            findings.add(CheckCode.PORTS_WITHOUT_SELECTOR, "spec.portLevelMtls", "ports can be told apart for selected workloads only",
                    "add a selector with labels, or use mtls");
        }
        for (String port : new TreeSet<>(spec.portLevelMtls().keySet())) {
            boolean number = !port.isEmpty() && port.length() <= 5 && port.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!number || !Addresses.isPort(Integer.parseInt(port))) {
                findings.add(CheckCode.BAD_PORT, "spec.portLevelMtls[" + port + "]", "'" + port + "' is not a port number",
                        "the port of the workload, 1..65535");
            }
        }
    }
}
