package dev.sluice.resources.check;

import dev.sluice.resources.AuthorizationPolicy.Source;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Sources of authorization rules. */
final class SourceChecks {
    private static final Set<String> NOT_CUSTOM = Set.of("namespaces", "notNamespaces", "serviceAccounts", "notServiceAccounts",
            "trustDomains", "notTrustDomains", "principals",
            "notPrincipals", "requestPrincipals", "notRequestPrincipals");
    private static final Set<String> HTTP_ONLY = Set.of("requestPrincipals", "notRequestPrincipals", "trustDomains", "notTrustDomains");

    private SourceChecks() {}

    private static Map<String, List<String>> fields(Source source) {
        var fields = new LinkedHashMap<String, List<String>>();
        fields.put("principals", source.principals());
        fields.put("notPrincipals", source.notPrincipals());
        fields.put("requestPrincipals", source.requestPrincipals());
        fields.put("notRequestPrincipals", source.notRequestPrincipals());
        fields.put("namespaces", source.namespaces());
        fields.put("notNamespaces", source.notNamespaces());
        fields.put("ipBlocks", source.ipBlocks());
        fields.put("notIpBlocks", source.notIpBlocks());
        fields.put("remoteIpBlocks", source.remoteIpBlocks());
        fields.put("notRemoteIpBlocks", source.notRemoteIpBlocks());
        fields.put("serviceAccounts", source.serviceAccounts());
        fields.put("notServiceAccounts", source.notServiceAccounts());
        fields.put("trustDomains", source.trustDomains());
        fields.put("notTrustDomains", source.notTrustDomains());
        fields.values().removeIf(List::isEmpty);
        return fields;
    }

    static boolean isEmpty(Source source) {
        return fields(source).isEmpty();
    }

    /** Whether something in it is known of a TCP connection, too. */
    static boolean isKnownOnTcp(Source source) {
        return fields(source).keySet().stream().anyMatch(name -> !HTTP_ONLY.contains(name));
    }

    static void check(Findings findings, String field, Source source) {
        Map<String, List<String>> fields = fields(source);
        boolean accounts = fields.containsKey("serviceAccounts") || fields.containsKey("notServiceAccounts");
        if (accounts && List.of("principals", "notPrincipals", "namespaces", "notNamespaces").stream().anyMatch(fields::containsKey)) {
            findings.add(CheckCode.ACCOUNTS_AND_PRINCIPALS, field, "serviceAccounts cannot stand beside principals or namespaces",
                    "an account already names its namespace: NAMESPACE/ACCOUNT");
        }
        fields.forEach((name, values) -> {
            String here = field + "." + name;
            switch (name) {
                case "ipBlocks", "notIpBlocks", "remoteIpBlocks", "notRemoteIpBlocks" -> AttributeValues.addresses(findings, here, values);
                case "serviceAccounts", "notServiceAccounts" -> AttributeValues.accounts(findings, here, values);
                case "trustDomains", "notTrustDomains" -> AttributeValues.trustDomains(findings, here, values);
                default -> AttributeValues.notEmpty(findings, here, values);
            }
        });
    }

    static void refuseForCustom(Findings findings, String field, Source source) {
        for (String name : fields(source).keySet()) {
            if (NOT_CUSTOM.contains(name)) {
                findings.add(CheckCode.NOT_WITH_CUSTOM, field + "." + name, name + " is not possible with CUSTOM",
                        "CUSTOM is decided before tokens and identities are");
            }
        }
    }
}
