package dev.sluice.resources.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a Sidecar's egress listener knows: {@code NAMESPACE/HOST}. */
final class EgressHosts {
    private EgressHosts() {}

    static void check(Findings findings, String field, String ownNamespace, List<String> hosts) {
        if (hosts.isEmpty())
            findings.add(CheckCode.NO_HOSTS, field, "the listener knows no hosts", "\"./*\" for its own namespace, \"*/*\" for all");
        Map<String, Set<String>> seen = new HashMap<>();
        for (int i = 0; i < hosts.size(); i++) {
            String entry = hosts.get(i);
            String here = field + "[" + i + "]";
            int slash = entry.indexOf('/');
            if (slash < 0) {
                findings.add(CheckCode.BAD_EGRESS_HOST, here, "'" + entry + "' has no namespace", "NAMESPACE/HOST, such as */" + entry);
                continue;
            }
            String namespace = entry.substring(0, slash);
            String host = entry.substring(slash + 1);
            namespace(findings, here, namespace);
            if (host.isEmpty()) {
                findings.add(CheckCode.BAD_EGRESS_HOST, here, "'" + entry + "' has no host", "NAMESPACE/HOST");
            } else {
                GatewayChecks.hostPart(findings, here, host, false);
            }
            if (!namespace.startsWith("~")) duplicate(findings, here, seen, namespace.equals(".") ? ownNamespace : namespace, host);
        }
        if (seen.getOrDefault("*", Set.of()).contains("*") && seen.size() > 1) {
            findings.add(CheckCode.DUPLICATE_EGRESS_HOST, field, "*/* already takes all hosts", "remove the others, or */*");
        }
    }

    private static void namespace(Findings findings, String field, String written) {
        String namespace = written.startsWith("~") ? written.substring(1) : written;
        boolean excluded = written.startsWith("~") && namespace.isEmpty();
        if (!excluded && !namespace.equals("*") && !namespace.equals(".") && !Names.isLabel(namespace)) {
            findings.add(CheckCode.BAD_EGRESS_HOST, field, "'" + written + "' is not a namespace",
                    "a namespace, '.' for its own, '*' for all or '~' for none");
        }
    }

    private static void duplicate(Findings findings, String field, Map<String, Set<String>> seen, String namespace, String host) {
        Set<String> there = seen.computeIfAbsent(namespace, key -> new HashSet<>());
        boolean known = host.equals("*") ? !there.isEmpty() : there.contains(host) || there.contains("*");
        if (known)
            findings.add(CheckCode.DUPLICATE_EGRESS_HOST, field,
                    "'" + namespace + "/" + host + "' stands there already, or contains what does", "remove one");
        there.add(host);
    }
}
