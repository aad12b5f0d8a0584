package dev.sluice.resources.check;

import java.util.List;
import java.util.Set;

/** Attributes that authorization can look at, and the values each takes. */
final class AttributeValues {
    private static final Set<String> PLAIN = Set.of("source.ip", "remote.ip", "source.namespace", "source.serviceAccount",
            "source.principal", "source.trustDomain",
            "request.auth.principal", "request.auth.audiences", "request.auth.presenter", "destination.ip", "destination.port",
            "connection.sni");
    private static final List<String> MAPS = List.of("request.headers", "request.auth.claims", "experimental.envoy.filters.");

    private AttributeValues() {}

    /** Whether the key is one; if not, says so. */
    static boolean key(Findings findings, String field, String key) {
        if (PLAIN.contains(key)) return true;
        if (MAPS.stream().anyMatch(key::startsWith)) {
            int open = key.indexOf('[');
            if (key.endsWith("]") && open > 0 && open < key.length() - 2) return true;
            findings.add(CheckCode.BAD_CONDITION, field, "'" + key + "' names no entry", "such as request.headers[x-user]");
            return false;
        }
        findings.add(CheckCode.BAD_CONDITION, field, "'" + key + "' is not an attribute", key.startsWith("destination.")
                ? "the destination is selected by the policy's namespace and selector"
                : "attributes: request.headers[NAME], request.auth.claims[NAME], " + String.join(", ", new java.util.TreeSet<>(PLAIN)));
        return false;
    }

    static void values(Findings findings, String field, String key, List<String> values) {
        switch (key) {
            case "source.ip", "remote.ip", "destination.ip" -> addresses(findings, field, values);
            case "destination.port" -> ports(findings, field, values);
            case "source.serviceAccount" -> accounts(findings, field, values);
            case "source.trustDomain" -> wildcards(findings, field, values);
            default -> notEmpty(findings, field, values);
        }
    }

    static void notEmpty(Findings findings, String field, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).isEmpty())
                findings.add(CheckCode.BAD_RULE_VALUE, field + "[" + i + "]", "the value is empty", "\"*\" matches any");
        }
    }

    static void addresses(Findings findings, String field, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            if (!Addresses.isIpOrCidr(values.get(i))) {
                findings.add(CheckCode.BAD_RULE_VALUE, field + "[" + i + "]",
                        "'" + values.get(i) + "' is neither an IP address nor a CIDR block");
            }
        }
    }

    static void ports(Findings findings, String field, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            String port = values.get(i);
            boolean number = !port.isEmpty() && port.length() <= 9 && port.chars().allMatch(c -> c >= '0' && c <= '9');
            if (!number || Integer.parseInt(port) > 65_535)
                findings.add(CheckCode.BAD_RULE_VALUE, field + "[" + i + "]", "'" + port + "' is not a port number");
        }
    }

    static void accounts(Findings findings, String field, List<String> values) {
        for (int i = 0; i < values.size(); i++) {
            String account = values.get(i);
            String[] parts = account.split("/", -1);
            boolean sound = parts.length <= 2 && !List.of(parts).contains("") && account.indexOf('*') < 0;
            if (!sound)
                findings.add(CheckCode.BAD_RULE_VALUE, field + "[" + i + "]", "'" + account + "' is not a service account",
                        "NAMESPACE/ACCOUNT or ACCOUNT, without wildcards");
        }
    }

    static void trustDomains(Findings findings, String field, List<String> values) {
        wildcards(findings, field, values);
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i).indexOf('/') >= 0)
                findings.add(CheckCode.BAD_RULE_VALUE, field + "[" + i + "]", "'" + values.get(i) + "' is not a trust domain",
                        "without a slash");
        }
    }

    private static void wildcards(Findings findings, String field, List<String> values) {
        notEmpty(findings, field, values);
        for (int i = 0; i < values.size(); i++) {
            String value = values.get(i);
            int star = value.indexOf('*');
            if (star < 0) continue;
            boolean atAnEnd = star == value.lastIndexOf('*') && (star == 0 || star == value.length() - 1);
            if (!atAnEnd)
                findings.add(CheckCode.BAD_RULE_VALUE, field + "[" + i + "]",
                        "'" + value + "': one wildcard, at the beginning or the end, is possible");
        }
    }
}
